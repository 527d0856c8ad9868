package cse.screening;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/** The functions of the C library. */
final class Native {
    /** What these declarations were written for. */
    private static final int ABI_VERSION = 1;

    private static final String[] STATUS = {
        "ok", "refused", "not_verified", "rules_refused", "misuse", "cancelled", "panic"
    };

    static {
        com.sun.jna.Native.register(Native.class, "cse_screening_c");
        int version = cse_abi_version();
        if (version != ABI_VERSION) {
            throw new LinkageError("the library has version " + version + " of its functions; allowed: " + ABI_VERSION);
        }
    }

    private Native() {}

    static native int cse_abi_version();

    static native int cse_answer_status(Pointer answer);

    static native Pointer cse_answer_bytes(Pointer answer);

    static native int cse_answer_length(Pointer answer);

    static native Pointer cse_answer_message(Pointer answer);

    static native Pointer cse_answer_detail(Pointer answer);

    static native Pointer cse_answer_rules(Pointer answer);

    static native void cse_answer_free(Pointer answer);

    static native Pointer cse_rules_built_in();

    static native Pointer cse_rules_retain(Pointer rules);

    static native void cse_rules_free(Pointer rules);

    static native Pointer cse_files_new();

    static native int cse_files_add(Pointer files, byte[] name, int nameLength, byte[] content, int contentLength);

    static native int cse_files_base(Pointer files, Pointer rules);

    static native Pointer cse_files_load(Pointer files);

    static native void cse_files_free(Pointer files);

    static native Pointer cse_cancel_new();

    static native void cse_cancel_set(Pointer cancel);

    static native void cse_cancel_free(Pointer cancel);

    static native Pointer cse_about(Pointer rules);

    static native Pointer cse_document(Pointer rules);

    static native Pointer cse_form(Pointer rules);

    static native Pointer cse_schema(byte[] name, int length);

    static native Pointer cse_screen(Pointer rules, byte[] request, int length);

    static native Pointer cse_screen_lines(Pointer rules, byte[] lines, int length);

    static native Pointer cse_category(Pointer rules, byte[] request, int length);

    static native Pointer cse_identity(byte[] record, int length);

    static native Pointer cse_verify(Pointer rules, byte[] record, int length);

    static native Pointer cse_check(Pointer rules, long work, Pointer cancel);

    static native Pointer cse_compare(Pointer from, Pointer to, long work, Pointer cancel);

    static native Pointer cse_why_not(
            Pointer rules, byte[] request, int length, byte[] id, int idLength, long work, Pointer cancel);

    static native Pointer cse_next_category(Pointer rules, byte[] request, int length, long work, Pointer cancel);

    /** The bytes of an answer, which is freed. */
    static byte[] bytes(Pointer answer) {
        try {
            return peek(answer);
        } finally {
            cse_answer_free(answer);
        }
    }

    /** The bytes of an answer, which stays. */
    static byte[] peek(Pointer answer) {
        String status = STATUS[cse_answer_status(answer)];
        if (!status.equals("ok")) {
            String message = cse_answer_message(answer).getString(0, "UTF-8");
            String detail = cse_answer_detail(answer).getString(0, "UTF-8");
            throw CseException.of(status, message, detail);
        }
        return all(answer);
    }

    /** The bytes of an answer, however the call ended. */
    static byte[] all(Pointer answer) {
        int length = cse_answer_length(answer);
        if (length < 0) {
            throw new MisuseException("the answer is longer than an array can be; allowed: fewer lines in one call", "null");
        }
        return cse_answer_bytes(answer).getByteArray(0, length);
    }

    static String text(Pointer answer) {
        return new String(bytes(answer), StandardCharsets.UTF_8);
    }

    static String status(Pointer answer) {
        return STATUS[cse_answer_status(answer)];
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
