/*
 * The tests of the C library, as a program that somebody else would write.
 *
 *     program              each test, and exit code 0 when all pass
 *     program FOLDER       answers the vectors of that folder: the bytes over which their hash is taken, on standard
 *                          output
 */
#include "cse_screening.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failed;

#define CHECK(holds)                                                                                       \
    do {                                                                                                   \
        if (!(holds)) {                                                                                    \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #holds);                      \
            failed = 1;                                                                                    \
        }                                                                                                  \
    } while (0)

#define TEXT(text) (const uint8_t *)(text), (uint32_t)strlen(text)

static const char *const REQUEST = "{\"child\": {\"age\": 12}, \"screening\": {\"indicators\": [\"poor-self-image\"]}}";
static const char *const MANIFEST =
    "{\"extends\": {\"id\": \"coventry\", \"version\": \"2.0.0\"}, \"manifest\": {\"id\": \"elsewhere\", \"version\": \"1.0.0\", "
    "\"title\": \"Elsewhere\", \"settings\": {\"change\": [{\"id\": \"several-category-1\", \"value\": 2}]}}}";

/* Whether the answer ended so and says this; it is freed. */
static int says(cse_answer *answer, cse_status status, const char *text) {
    const char *bytes = (const char *)cse_answer_bytes(answer);
    int is = cse_answer_status(answer) == status && strstr(bytes, text) != NULL && strlen(bytes) == cse_answer_length(answer);
    if (!is) {
        fprintf(stderr, "status %d: %s\n", (int)cse_answer_status(answer), bytes);
    }
    /* An error has its parts as text, too. */
    is = is && (cse_answer_message(answer) == NULL) == (status == CSE_STATUS_OK);
    is = is && (cse_answer_detail(answer) == NULL) == (status == CSE_STATUS_OK);
    is = is && (status == CSE_STATUS_OK || strstr(bytes, cse_answer_detail(answer)) != NULL);
    cse_answer_free(answer);
    return is;
}

static cse_answer *load(const char *manifest) {
    cse_files *files = cse_files_new();
    CHECK(cse_files_add(files, TEXT("manifest.json"), TEXT(manifest)) == CSE_STATUS_OK);
    cse_answer *answer = cse_files_load(files);
    cse_files_free(files);
    return answer;
}

static void a_whole_flow(void) {
    const cse_rules *rules = cse_rules_built_in();
    cse_answer *record = cse_screen(rules, TEXT(REQUEST));
    CHECK(cse_answer_status(record) == CSE_STATUS_OK);
    CHECK(says(cse_category(rules, TEXT(REQUEST)), CSE_STATUS_OK, "\"category\":2"));
    CHECK(says(cse_verify(rules, cse_answer_bytes(record), cse_answer_length(record)), CSE_STATUS_OK, "\"sha256\":\""));
    CHECK(says(cse_identity(cse_answer_bytes(record), cse_answer_length(record)), CSE_STATUS_OK, "\"id\":\"coventry\""));

    cse_answer *loaded = load(MANIFEST);
    CHECK(cse_answer_status(loaded) == CSE_STATUS_OK);
    const cse_rules *local = cse_answer_rules(loaded);
    cse_answer_free(loaded);
    CHECK(local != NULL);
    CHECK(says(cse_verify(local, cse_answer_bytes(record), cse_answer_length(record)), CSE_STATUS_NOT_VERIFIED, "other_rules"));
    CHECK(says(cse_compare(rules, local, 20000, NULL), CSE_STATUS_OK, "\"cut_short\":"));
    CHECK(says(cse_why_not(rules, TEXT(REQUEST), TEXT("looked-after-category-3"), 0, NULL), CSE_STATUS_MISUSE, "this id"));
    CHECK(says(cse_why_not(rules, TEXT(REQUEST), TEXT("under-13"), 0, NULL), CSE_STATUS_OK, "\"applied\":true"));
    CHECK(says(cse_next_category(rules, TEXT(REQUEST), 0, NULL), CSE_STATUS_OK, "\"category\":3"));
    CHECK(says(cse_about(local), CSE_STATUS_OK, "\"id\":\"elsewhere\""));
    CHECK(says(cse_form(local), CSE_STATUS_OK, "x-uischema"));
    CHECK(says(cse_schema(TEXT("request.json")), CSE_STATUS_OK, "json-schema.org"));
    CHECK(says(cse_screen_lines(rules, TEXT("{}\n")), CSE_STATUS_OK, "{\"line\":1,"));

    /* What is written of the rules loads again. */
    cse_answer *document = cse_document(local);
    cse_answer *again = load((const char *)cse_answer_bytes(document));
    const cse_rules *same = cse_answer_rules(again);
    CHECK(same != NULL);
    cse_answer_free(document);
    cse_answer_free(again);

    /* The rules stay as long as there is a handle of them, and a record stays without them. */
    const cse_rules *kept = cse_rules_retain(same);
    cse_rules_free(same);
    CHECK(says(cse_category(kept, TEXT(REQUEST)), CSE_STATUS_OK, "\"category\":2"));
    cse_rules_free(kept);
    cse_rules_free(local);
    cse_rules_free(rules);
    CHECK(strncmp((const char *)cse_answer_bytes(record), "{\"format\":2,", 12) == 0);
    cse_answer_free(record);
}

static void sets_that_extend_another(void) {
    cse_answer *loaded = load(MANIFEST);
    const cse_rules *base = cse_answer_rules(loaded);
    cse_answer_free(loaded);
    const char *further =
        "{\"extends\": {\"id\": \"elsewhere\", \"version\": \"1.0.0\"}, \"manifest\": {\"id\": \"further\", "
        "\"version\": \"1.0.0\", \"title\": \"Further\"}}";
    CHECK(says(load(further), CSE_STATUS_RULES_REFUSED, "\"faults\":["));
    cse_files *files = cse_files_new();
    CHECK(cse_files_base(files, base) == CSE_STATUS_OK);
    cse_rules_free(base);
    CHECK(cse_files_add(files, TEXT("manifest.json"), TEXT(further)) == CSE_STATUS_OK);
    CHECK(says(cse_files_load(files), CSE_STATUS_OK, "\"id\":\"further\""));
    cse_files_free(files);
}

static void wrong_calls_are_told(void) {
    const cse_rules *rules = cse_rules_built_in();
    CHECK(says(cse_screen(NULL, TEXT(REQUEST)), CSE_STATUS_MISUSE, "no rule set was given"));
    CHECK(says(cse_screen(rules, NULL, 7), CSE_STATUS_MISUSE, "no request was given, and its length is not 0"));
    CHECK(says(cse_screen(rules, NULL, 0), CSE_STATUS_REFUSED, "\"of\":\"request\""));
    CHECK(says(cse_why_not(rules, TEXT(REQUEST), TEXT("\xff"), 0, NULL), CSE_STATUS_MISUSE, "the id is not UTF-8"));
    CHECK(says(cse_schema(TEXT("requests.json")), CSE_STATUS_MISUSE, "request.json"));
    CHECK(says(cse_compare(rules, NULL, 0, NULL), CSE_STATUS_MISUSE, "no rule set was given"));
    CHECK(says(cse_files_load(NULL), CSE_STATUS_MISUSE, "no handle of files was given"));
    cse_files *files = cse_files_new();
    CHECK(cse_files_add(NULL, TEXT("a"), TEXT("b")) == CSE_STATUS_MISUSE);
    CHECK(cse_files_add(files, NULL, 1, TEXT("b")) == CSE_STATUS_MISUSE);
    CHECK(cse_files_add(files, TEXT("\xff"), TEXT("b")) == CSE_STATUS_MISUSE);
    CHECK(cse_files_base(files, NULL) == CSE_STATUS_MISUSE);
    CHECK(says(cse_files_load(files), CSE_STATUS_RULES_REFUSED, "there is no file"));
    cse_files_free(files);
    CHECK(cse_answer_status(NULL) == CSE_STATUS_MISUSE && cse_answer_bytes(NULL) == NULL && cse_answer_length(NULL) == 0);
    CHECK(cse_answer_message(NULL) == NULL && cse_answer_detail(NULL) == NULL);
    CHECK(cse_answer_rules(NULL) == NULL && cse_rules_retain(NULL) == NULL);
    cse_cancel_set(NULL);
    cse_answer_free(NULL);
    cse_rules_free(NULL);
    cse_files_free(NULL);
    cse_cancel_free(NULL);
    cse_rules_free(rules);
}

static void *called_off(void *cancel) {
    cse_cancel_set(cancel);
    return NULL;
}

static void *screens(void *rules) {
    for (int turn = 0; turn < 50; turn++) {
        CHECK(says(cse_category(rules, TEXT(REQUEST)), CSE_STATUS_OK, "\"category\":2"));
    }
    cse_rules_free(rules);
    return NULL;
}

static void threads(void) {
    const cse_rules *rules = cse_rules_built_in();
    pthread_t each[4];
    for (int at = 0; at < 4; at++) {
        CHECK(pthread_create(&each[at], NULL, screens, (void *)cse_rules_retain(rules)) == 0);
    }
    for (int at = 0; at < 4; at++) {
        pthread_join(each[at], NULL);
    }
    cse_cancel *cancel = cse_cancel_new();
    pthread_t other;
    CHECK(pthread_create(&other, NULL, called_off, cancel) == 0);
    CHECK(says(cse_check(rules, 0, cancel), CSE_STATUS_CANCELLED, "\"kind\":\"cancelled\""));
    pthread_join(other, NULL);
    cse_cancel_free(cancel);
    cse_rules_free(rules);
}

/* Brackets in one another, deeper than there may be. */
static void deep_brackets(void) {
    const cse_rules *rules = cse_rules_built_in();
    enum { DEEP = 100000 };
    char *junk = malloc(DEEP * 5 + 1);
    memset(junk, '[', DEEP);
    junk[DEEP] = 0;
    CHECK(says(cse_screen(rules, TEXT(junk)), CSE_STATUS_REFUSED, "\"of\":\"request\""));
    CHECK(says(cse_verify(rules, TEXT(junk)), CSE_STATUS_REFUSED, "\"of\":\"record\""));
    for (int at = 0; at < DEEP; at++) {
        memcpy(junk + at * 5, "{\"a\":", 5);
    }
    junk[DEEP * 5] = 0;
    CHECK(says(cse_screen(rules, TEXT(junk)), CSE_STATUS_REFUSED, "\"of\":\"request\""));
    CHECK(says(cse_identity(TEXT(junk)), CSE_STATUS_REFUSED, "\"of\":\"record\""));
    CHECK(says(load(junk), CSE_STATUS_RULES_REFUSED, "\"faults\":["));
    free(junk);
    cse_rules_free(rules);
}

/* A set whose one rule of its own has this condition, in so many others. */
static cse_answer *nested(int deep, const char *opened, const char *closed) {
    char manifest[8192];
    strcpy(manifest, "{\"extends\": {\"id\": \"coventry\", \"version\": \"2.0.0\"}, \"manifest\": {\"id\": \"nested\", \"version\": "
                     "\"1.0.0\", \"title\": \"Nested\"}, \"category_rules\": {\"add\": [{\"id\": \"nested\", \"label\": \"nested\", "
                     "\"at_least\": 3, \"basis\": \"toolkit\", \"statements\": [\"N094\"], \"when\": [");
    for (int at = 0; at < deep; at++) {
        strcat(manifest, opened);
    }
    strcat(manifest, "{\"could_be_under\": 9}");
    for (int at = 0; at < deep; at++) {
        strcat(manifest, closed);
    }
    strcat(manifest, "]}]}}");
    return load(manifest);
}

/* Bytes of zero, and none at all. */
static void zero_bytes(void) {
    const cse_rules *rules = cse_rules_built_in();
    const uint8_t zero[3] = {0, 0, 0};
    CHECK(says(cse_screen(rules, zero, sizeof zero), CSE_STATUS_REFUSED, "\"of\":\"request\""));
    CHECK(says(cse_screen(rules, (const uint8_t *)"{}\0{}", 5), CSE_STATUS_REFUSED, "\"of\":\"request\""));
    CHECK(says(cse_verify(rules, NULL, 0), CSE_STATUS_REFUSED, "\"of\":\"record\""));
    CHECK(says(cse_category(rules, NULL, 0), CSE_STATUS_REFUSED, "\"of\":\"request\""));
    CHECK(says(cse_identity(NULL, 0), CSE_STATUS_REFUSED, "\"of\":\"record\""));
    CHECK(says(cse_schema(NULL, 0), CSE_STATUS_MISUSE, "request.json"));
    CHECK(says(cse_schema(zero, sizeof zero), CSE_STATUS_MISUSE, "request.json"));
    CHECK(says(cse_screen_lines(rules, NULL, 0), CSE_STATUS_OK, ""));
    CHECK(says(cse_screen_lines(rules, zero, sizeof zero), CSE_STATUS_OK, "{\"line\":1,"));
    CHECK(says(cse_why_not(rules, TEXT(REQUEST), NULL, 0, 0, NULL), CSE_STATUS_MISUSE, "this id"));
    CHECK(says(cse_why_not(rules, TEXT(REQUEST), zero, sizeof zero, 0, NULL), CSE_STATUS_MISUSE, "this id"));
    /* A name is told as it was given, and its zero byte ends no text. */
    cse_files *files = cse_files_new();
    CHECK(cse_files_add(files, (const uint8_t *)"a\0b", 3, NULL, 0) == CSE_STATUS_OK);
    CHECK(says(cse_files_load(files), CSE_STATUS_RULES_REFUSED, "a\\u0000b"));
    CHECK(cse_files_add(files, (const uint8_t *)"a\0b", 3, zero, sizeof zero) == CSE_STATUS_OK);
    CHECK(says(cse_files_load(files), CSE_STATUS_RULES_REFUSED, "a\\u0000b"));
    cse_files_free(files);
    cse_rules_free(rules);
}

static void *calls(void *rules) {
    CHECK(says(cse_category(rules, TEXT(REQUEST)), CSE_STATUS_OK, "\"category\":2"));
    CHECK(says(cse_why_not(rules, TEXT(REQUEST), TEXT("nested"), 0, NULL), CSE_STATUS_OK, "\"applied\":false"));
    CHECK(says(cse_next_category(rules, TEXT(REQUEST), 0, NULL), CSE_STATUS_OK, "\"category\":3"));
    CHECK(says(cse_check(rules, 20000, NULL), CSE_STATUS_OK, "\"cut_short\":"));
    CHECK(says(cse_compare(rules, rules, 20000, NULL), CSE_STATUS_OK, "\"cut_short\":"));
    a_whole_flow();
    deep_brackets();
    return NULL;
}

/* As deep as conditions may be, a level more, and as deep as braces may be and a level more. */
static void *loads(void *rules) {
    cse_answer *loaded = nested(31, "{\"any\": [{\"could_be_under\": 5}, ", "]}");
    *(const cse_rules **)rules = cse_answer_rules(loaded);
    CHECK(says(loaded, CSE_STATUS_OK, "\"id\":\"nested\""));
    CHECK(says(nested(33, "{\"any\": [{\"could_be_under\": 5}, ", "]}"), CSE_STATUS_RULES_REFUSED, "nested deeper than"));
    CHECK(says(nested(36, "{\"any\": [{\"could_be_under\": 5}, ", "]}"), CSE_STATUS_RULES_REFUSED, "nested deeper than"));
    CHECK(says(nested(37, "{\"any\": [{\"could_be_under\": 5}, ", "]}"), CSE_STATUS_RULES_REFUSED, "braces stand too deep"));
    CHECK(says(nested(36, "{\"not\": ", "}"), CSE_STATUS_RULES_REFUSED, "`nested`"));
    CHECK(says(nested(37, "{\"not\": ", "}"), CSE_STATUS_RULES_REFUSED, "braces stand too deep"));
    return NULL;
}

static void on_stack(size_t kib, void *(*function)(void *), void *given) {
    pthread_attr_t little;
    pthread_t thread;
    CHECK(pthread_attr_init(&little) == 0 && pthread_attr_setstacksize(&little, kib * 1024) == 0);
    CHECK(pthread_create(&thread, &little, function, given) == 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&little);
}

/* A call does with as much stack as README.md says, where a thread of the host has no more. */
static void little_stack(void) {
    const cse_rules *rules = NULL;
    on_stack(256, loads, &rules);
    on_stack(256, calls, (void *)rules);
    cse_rules_free(rules);
}

/* A line of the vectors: an object whose values are all text. */
enum { FIELDS = 10 };
static const char *const NAMES[FIELDS] = {"call", "rules", "by", "input", "id", "work", "find", "replace", "set", "name"};
enum { CALL, RULES, BY, INPUT, ID, WORK, FIND, REPLACE, SET, NAME };

struct text {
    char *bytes;
    uint32_t length;
};

static unsigned hex4(const char *at) {
    char digits[5] = {at[0], at[1], at[2], at[3], 0};
    return (unsigned)strtoul(digits, NULL, 16);
}

/* Reads the text that begins after a quotation mark, and leads behind the one that ends it. */
static struct text read_text(const char **from) {
    const char *at = *from;
    const char *end = at;
    while (*end != '"') {
        end += *end == '\\' ? 2 : 1;
    }
    struct text text = {malloc((size_t)(end - at) + 1), 0};
    char *to = text.bytes;
    while (at < end) {
        if (*at != '\\') {
            *to++ = *at++;
            continue;
        }
        char code = at[1];
        at += 2;
        if (code != 'u') {
            static const char from_codes[] = "bfnrt", to_codes[] = "\b\f\n\r\t";
            const char *known = strchr(from_codes, code);
            *to++ = known ? to_codes[known - from_codes] : code;
            continue;
        }
        /* The vectors escape only what is below a space. */
        *to++ = (char)hex4(at);
        at += 4;
    }
    *to = 0;
    text.length = (uint32_t)(to - text.bytes);
    *from = end + 1;
    return text;
}

/* Reads a line; fields that this program does not need are passed over. The content of a file comes as the input. */
static void read_line(const char *line, struct text fields[FIELDS]) {
    for (int field = 0; field < FIELDS; field++) {
        fields[field] = (struct text){NULL, 0};
    }
    const char *at = line + 1;
    while (*at == '"' || *at == ',') {
        at += *at == ',' ? 2 : 1;
        struct text name = read_text(&at);
        at += 2;
        struct text value = read_text(&at);
        const char *wanted = strcmp(name.bytes, "content") == 0 ? "input" : name.bytes;
        int field = 0;
        while (field < FIELDS && strcmp(NAMES[field], wanted) != 0) {
            field++;
        }
        if (field < FIELDS) {
            fields[field] = value;
        } else {
            free(value.bytes);
        }
        free(name.bytes);
    }
}

static void free_fields(struct text fields[FIELDS]) {
    for (int field = 0; field < FIELDS; field++) {
        free(fields[field].bytes);
    }
}

static char *read_file(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(2);
    }
    fseek(file, 0, SEEK_END);
    long length = ftell(file);
    rewind(file);
    char *text = malloc((size_t)length + 1);
    if (fread(text, 1, (size_t)length, file) != (size_t)length) {
        exit(2);
    }
    text[length] = 0;
    fclose(file);
    return text;
}

struct set {
    char *name;
    cse_answer *answer;
    const cse_rules *rules;
};

static struct set sets[512];
static int set_count;

static void load_sets(const char *folder) {
    char *text = read_file(folder, "sets.jsonl");
    cse_files *files = NULL;
    sets[0].name = strdup("coventry");
    sets[0].rules = cse_rules_built_in();
    sets[0].answer = cse_about(sets[0].rules);
    set_count = 1;
    char *state = NULL;
    for (char *line = strtok_r(text, "\n", &state);; line = strtok_r(NULL, "\n", &state)) {
        struct text fields[FIELDS];
        if (line) {
            read_line(line, fields);
        }
        /* The files of a set stand together. */
        struct set *last = &sets[set_count - 1];
        if (files && (!line || strcmp(last->name, fields[SET].bytes) != 0)) {
            last->answer = cse_files_load(files);
            last->rules = cse_answer_rules(last->answer);
            cse_files_free(files);
            files = NULL;
        }
        if (!line) {
            break;
        }
        if (!files) {
            files = cse_files_new();
            sets[set_count++].name = strdup(fields[SET].bytes);
        }
        cse_files_add(files, (uint8_t *)fields[NAME].bytes, fields[NAME].length, (uint8_t *)fields[INPUT].bytes,
                      fields[INPUT].length);
        free_fields(fields);
    }
    free(text);
}

static struct set *set_of(struct text name) {
    for (int at = 0; at < set_count; at++) {
        if (name.bytes && strcmp(sets[at].name, name.bytes) == 0) {
            return &sets[at];
        }
    }
    static struct set none;
    return &none;
}

static cse_answer *verify_screened(const cse_rules *rules, const cse_rules *by, struct text fields[FIELDS]) {
    cse_answer *screened = cse_screen(by, (uint8_t *)fields[INPUT].bytes, fields[INPUT].length);
    if (cse_answer_status(screened) != CSE_STATUS_OK) {
        return screened;
    }
    const char *record = (const char *)cse_answer_bytes(screened);
    struct text find = fields[FIND], replace = fields[REPLACE];
    const char *found = find.length ? strstr(record, find.bytes) : NULL;
    size_t before = found ? (size_t)(found - record) : cse_answer_length(screened);
    size_t skipped = found ? find.length : 0, added = found ? replace.length : 0;
    size_t after = cse_answer_length(screened) - before - skipped;
    char *changed = malloc(before + added + after + 1);
    memcpy(changed, record, before);
    memcpy(changed + before, found ? replace.bytes : "", added);
    memcpy(changed + before + added, record + before + skipped, after);
    cse_answer *answer = cse_verify(rules, (uint8_t *)changed, (uint32_t)(before + added + after));
    free(changed);
    cse_answer_free(screened);
    return answer;
}

static void answer_line(const char *line) {
    struct text fields[FIELDS];
    read_line(line, fields);
    struct set *set = set_of(fields[RULES]);
    const cse_rules *rules = set->rules, *by = set_of(fields[BY])->rules;
    const uint8_t *input = (uint8_t *)fields[INPUT].bytes, *id = (uint8_t *)fields[ID].bytes;
    uint32_t length = fields[INPUT].length, id_length = fields[ID].length;
    uint64_t work = fields[WORK].bytes ? strtoull(fields[WORK].bytes, NULL, 10) : 0;
    const char *call = fields[CALL].bytes;
    cse_answer *answer = NULL;
    int is_kept = 0;
    if (strcmp(call, "rules") == 0) {
        answer = set->answer;
        is_kept = 1;
    } else if (strcmp(call, "document") == 0) {
        answer = cse_document(rules);
    } else if (strcmp(call, "form") == 0) {
        answer = cse_form(rules);
    } else if (strcmp(call, "schema") == 0) {
        answer = cse_schema(id, id_length);
    } else if (strcmp(call, "screen") == 0) {
        answer = cse_screen(rules, input, length);
    } else if (strcmp(call, "screen_lines") == 0) {
        answer = cse_screen_lines(rules, input, length);
    } else if (strcmp(call, "category") == 0) {
        answer = cse_category(rules, input, length);
    } else if (strcmp(call, "identity") == 0) {
        answer = cse_identity(input, length);
    } else if (strcmp(call, "verify") == 0) {
        answer = cse_verify(rules, input, length);
    } else if (strcmp(call, "verify_screened") == 0) {
        answer = verify_screened(rules, by, fields);
    } else if (strcmp(call, "why_not") == 0) {
        answer = cse_why_not(rules, input, length, id, id_length, work, NULL);
    } else if (strcmp(call, "next_category") == 0) {
        answer = cse_next_category(rules, input, length, work, NULL);
    } else if (strcmp(call, "check") == 0) {
        answer = cse_check(rules, work, NULL);
    } else if (strcmp(call, "compare") == 0) {
        answer = cse_compare(by, rules, work, NULL);
    } else {
        fprintf(stderr, "%s: no such call\n", call);
        exit(2);
    }
    static const char *const words[] = {"ok", "refused", "not_verified", "rules_refused", "misuse", "cancelled", "panic"};
    printf("%s\n", words[cse_answer_status(answer)]);
    fwrite(cse_answer_bytes(answer), 1, cse_answer_length(answer), stdout);
    printf("\n");
    if (!is_kept) {
        cse_answer_free(answer);
    }
    free_fields(fields);
}

static void answer_vectors(const char *folder) {
    static const char *const files[] = {"screen.jsonl", "verify.jsonl", "refuse.jsonl", "explain.jsonl"};
    load_sets(folder);
    for (int file = 0; file < 4; file++) {
        char *text = read_file(folder, files[file]);
        char *state = NULL;
        for (char *line = strtok_r(text, "\n", &state); line; line = strtok_r(NULL, "\n", &state)) {
            answer_line(line);
        }
        free(text);
    }
    for (int at = 0; at < set_count; at++) {
        free(sets[at].name);
        cse_answer_free(sets[at].answer);
        cse_rules_free(sets[at].rules);
    }
}

int main(int count, char **arguments) {
    CHECK(cse_abi_version() == CSE_ABI_VERSION);
    CHECK(strlen(cse_library_version()) >= 5);
    if (count > 1) {
        answer_vectors(arguments[1]);
        return failed;
    }
    a_whole_flow();
    sets_that_extend_another();
    wrong_calls_are_told();
    zero_bytes();
    threads();
    little_stack();
    if (!failed) {
        printf("all tests of the C library passed\n");
    }
    return failed;
}
