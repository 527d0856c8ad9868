/*
 * cse-screening for C. Made by cbindgen from src/lib.rs: do not edit.
 *
 * - A handle (rules, files, cancel, answer) is freed once, by the function of its kind, and not used after that.
 *   NULL may be freed. Handles do not need one another: an answer stays whole when its rules are freed.
 * - Bytes that are given belong to the caller, are only read, and are not kept. Those of an answer belong to the answer.
 * - Rules and cancel handles may be used by many threads at once. One answer belongs to one thread at a time.
 * - Text is UTF-8. Bytes of length 0 may be NULL.
 */

#ifndef CSE_SCREENING_H
#define CSE_SCREENING_H

#include <stdint.h>

/*
 The version of these functions: what a program was written for. It rises with every change that a program could
 notice. A program compares it with `cse_abi_version()` once.
 */
#define CSE_ABI_VERSION 1

/*
 How a call ended.
 */
typedef enum {
  /*
   The bytes are the answer.
   */
  CSE_STATUS_OK = 0,
  /*
   What was given is no request, or no record, of these rules.
   */
  CSE_STATUS_REFUSED = 1,
  /*
   The record was read, and does not verify.
   */
  CSE_STATUS_NOT_VERIFIED = 2,
  /*
   The rules are not sound, or are no rules.
   */
  CSE_STATUS_RULES_REFUSED = 3,
  /*
   The call itself is wrong: NULL, text that is not UTF-8, an id that no row has.
   */
  CSE_STATUS_MISUSE = 4,
  /*
   Somebody called it off.
   */
  CSE_STATUS_CANCELLED = 5,
  /*
   The library failed. Its fault, and not that of what was given.
   */
  CSE_STATUS_PANIC = 6,
} cse_status;

/*
 What a call gave back: its status, and bytes of JSON. Where the status is not `CSE_STATUS_OK`, the JSON is an object of
 `kind`, `message` (fit for a log) and `detail` (which may hold a child's data, and is not).
 */
typedef struct cse_answer cse_answer;

/*
 Calls off whatever was given it.
 */
typedef struct cse_cancel cse_cancel;

/*
 Files of rules that are being gathered, and sets that they may extend.
 */
typedef struct cse_files cse_files;

/*
 A rule set. It is counted: it lives until each of its handles is freed.
 */
typedef struct cse_rules cse_rules;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 The version of these functions in the library that was loaded.
 */
uint32_t cse_abi_version(void);

/*
 The version of the library: text that ends with a zero byte, and stays.
 */
const char *cse_library_version(void);

/*
 How the call ended; `CSE_STATUS_MISUSE` for NULL.

 # Safety
 `answer` is NULL, or was given by this library and is not freed.
 */
cse_status cse_answer_status(const cse_answer *answer);

/*
 The bytes of the answer, which live as long as it does; a zero byte follows them. NULL for NULL.

 # Safety
 As `cse_answer_status`.
 */
const uint8_t *cse_answer_bytes(const cse_answer *answer);

/*
 How many bytes the answer has, without the zero byte; 0 for NULL.

 # Safety
 As `cse_answer_status`.
 */
uint32_t cse_answer_length(const cse_answer *answer);

/*
 The message of an answer that is not ok: text that ends with a zero byte, fit for a log. NULL for one that is.

 # Safety
 As `cse_answer_status`.
 */
const char *cse_answer_message(const cse_answer *answer);

/*
 The details of an answer that is not ok: JSON that ends with a zero byte. It may hold a child's data, and belongs in
 no log. NULL for an answer that is ok.

 # Safety
 As `cse_answer_status`.
 */
const char *cse_answer_detail(const cse_answer *answer);

/*
 The rules that `cse_files_load` loaded: a handle of their own, to be freed with `cse_rules_free`, before or after the
 answer. NULL where there are none.

 # Safety
 As `cse_answer_status`.
 */
const cse_rules *cse_answer_rules(const cse_answer *answer);

/*
 Frees an answer.

 # Safety
 `answer` is NULL, or was given by this library and is not freed yet.
 */
void cse_answer_free(cse_answer *answer);

/*
 The built-in rules: a handle, to be freed with `cse_rules_free`. NULL if the library failed.
 */
const cse_rules *cse_rules_built_in(void);

/*
 Another handle of the same rules, to be freed as the first.

 # Safety
 `rules` is NULL, or a handle that is not freed.
 */
const cse_rules *cse_rules_retain(const cse_rules *rules);

/*
 Frees a handle of rules. The rules live as long as another handle of them does.

 # Safety
 `rules` is NULL, or a handle that is not freed yet.
 */
void cse_rules_free(const cse_rules *rules);

/*
 Begins to gather the files of a rule set.
 */
cse_files *cse_files_new(void);

/*
 Adds a file, by its name and its bytes, both of which are copied.

 # Safety
 `files` is NULL, or a handle that is not freed; `name` and `content` are NULL, or lead to as many bytes as is said.
 */
cse_status cse_files_add(const cse_files *files,
                         const uint8_t *name,
                         uint32_t name_length,
                         const uint8_t *content,
                         uint32_t content_length);

/*
 Makes a set known that the files may extend. The built-in one is known. The handle may be freed at once.

 # Safety
 Both are NULL, or handles that are not freed.
 */
cse_status cse_files_base(const cse_files *files, const cse_rules *rules);

/*
 Loads the rules that were gathered. The answer is that of `cse_about`, and has the rules: `cse_answer_rules`.

 # Safety
 `files` is NULL, or a handle that is not freed.
 */
cse_answer *cse_files_load(const cse_files *files);

/*
 Frees what was gathered. Rules that were loaded stay.

 # Safety
 `files` is NULL, or a handle that is not freed yet.
 */
void cse_files_free(cse_files *files);

/*
 What can call off a check, a comparison, or a search for changes.
 */
cse_cancel *cse_cancel_new(void);

/*
 Calls off each call that was given this handle: those that go on, soon; later ones at once. Another thread may do it.

 # Safety
 `cancel` is NULL, or a handle that is not freed.
 */
void cse_cancel_set(const cse_cancel *cancel);

/*
 Frees the handle. Calls that were given it go on.

 # Safety
 `cancel` is NULL, or a handle that is not freed yet.
 */
void cse_cancel_free(cse_cancel *cancel);

/*
 Which rules these are: `engine`, `rules`, `title` and `base`.

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_about(const cse_rules *rules);

/*
 The rules as one document, to be kept beside the records that they made. It is loaded as a file is.

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_document(const cse_rules *rules);

/*
 The record of a request.

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_screen(const cse_rules *rules, const uint8_t *request, uint32_t request_length);

/*
 One request a line, and one line for each: its record, or `line` and `error`. The errors go back to who sent the
 lines, and into no log. Blank lines give nothing.

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_screen_lines(const cse_rules *rules,
                             const uint8_t *lines,
                             uint32_t lines_length);

/*
 What a request comes to, and no more: `scope`, `category`, `indicated`, `possible`, `levels` and `no_category`.
 No category is not "no risk".

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_category(const cse_rules *rules,
                         const uint8_t *request,
                         uint32_t request_length);

/*
 What made a record: `format`, `engine` and `rules`.

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_identity(const uint8_t *record, uint32_t record_length);

/*
 Screens the request of a record again and compares: `engine`, `redacted` and `sha256` of one that verifies.

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_verify(const cse_rules *rules, const uint8_t *record, uint32_t record_length);

/*
 What holds of the rules for every request.

 `work` is the most that it may take: 0 is no limit, and 4194304 is enough for most sets. `cancel` may be NULL.

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_check(const cse_rules *rules,
                      uint64_t work,
                      const cse_cancel *cancel);

/*
 What changes from some rules to others.

 `work` is the most that it may take: 0 is no limit, and 4194304 is enough for most sets. `cancel` may be NULL.

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_compare(const cse_rules *from,
                        const cse_rules *to,
                        uint64_t work,
                        const cse_cancel *cancel);

/*
 Why the row with this id did not apply to a request, and what would make it; or that it did apply.

 `work` is the most that it may take: 0 is no limit, and 4194304 is enough for most sets. `cancel` may be NULL.

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_why_not(const cse_rules *rules,
                        const uint8_t *request,
                        uint32_t request_length,
                        const uint8_t *id,
                        uint32_t id_length,
                        uint64_t work,
                        const cse_cancel *cancel);

/*
 The category above that of a request, and the smallest changes that would lead to it.

 `work` is the most that it may take: 0 is no limit, and 4194304 is enough for most sets. `cancel` may be NULL.

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_next_category(const cse_rules *rules,
                              const uint8_t *request,
                              uint32_t request_length,
                              uint64_t work,
                              const cse_cancel *cancel);

/*
 The JSON Schema with this name, such as `request.json`.

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_schema(const uint8_t *name, uint32_t name_length);

/*
 The request of these rules as a form: a JSON Schema with labels and an order.

 # Safety
 Handles are NULL, or not freed; bytes are NULL, or as many as is said. They stay so until the call returns.
 */
cse_answer *cse_form(const cse_rules *rules);

/*
 Memory for what is given to a call. WebAssembly alone needs it, where a host has none that the library can see.
 */
uint8_t *cse_alloc(uint32_t length);

/*
 Frees it, with the length that it was asked with.

 # Safety
 `memory` came from `cse_alloc` with this length, and is not freed yet.
 */
void cse_dealloc(uint8_t *memory, uint32_t length);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CSE_SCREENING_H */
