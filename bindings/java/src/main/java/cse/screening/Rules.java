package cse.screening;

import com.sun.jna.Pointer;
import java.util.Collections;
import java.util.Map;
import java.util.function.Function;

/**
 * A rule set. It is never changed, and threads may share it. To be closed when nobody needs it any more: a call that goes
 * on then ends well, and a later one throws {@link MisuseException}.
 *
 * <p>Requests, records and answers are JSON, as bytes in UTF-8. Hand bytes on as they came: whatever reads JSON into a map
 * loses repeated keys, which are refused otherwise.
 *
 * <p>That no category comes out is not "no risk": {@code no_category} says why there is none.
 */
public final class Rules implements AutoCloseable {
    private final Pointer handle;
    private boolean isClosed;

    private Rules(Pointer handle) {
        this.handle = handle;
    }

    /**
     * The rules of Coventry City Council's toolkit of 2015.
     *
     * @return a handle of its own, to be closed
     */
    public static Rules builtIn() {
        Pointer handle = Native.cse_rules_built_in();
        if (handle == null) {
            throw new LibraryFailedException("the built-in rules are not there", "null");
        }
        return new Rules(handle);
    }

    /**
     * Rules from files at hand.
     *
     * @param files names with their contents
     * @return the rules, to be closed
     * @throws RulesRefusedException with every fault
     */
    public static Rules load(Map<String, byte[]> files) {
        return load(files, Collections.<Rules>emptyList());
    }

    /**
     * Rules from files at hand.
     *
     * @param files names with their contents
     * @param bases sets that they may extend, beside the built-in one
     * @return the rules, to be closed
     * @throws RulesRefusedException with every fault
     */
    public static Rules load(Map<String, byte[]> files, Iterable<Rules> bases) {
        Pointer gathered = Native.cse_files_new();
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                byte[] name = Native.utf8(file.getKey());
                byte[] content = file.getValue();
                Native.cse_files_add(gathered, name, name.length, content, content.length);
            }
            for (Rules base : bases) {
                base.with(rules -> Native.cse_files_base(gathered, rules));
            }
            Pointer answer = Native.cse_files_load(gathered);
            try {
                Native.peek(answer);
                return new Rules(Native.cse_answer_rules(answer));
            } finally {
                Native.cse_answer_free(answer);
            }
        } finally {
            Native.cse_files_free(gathered);
        }
    }

    /**
     * What made a record, so that its rules can be found.
     *
     * @param record the record as it was stored
     * @return {@code format}, {@code engine} and {@code rules}
     * @throws RefusedException for what does not say it
     */
    public static String identity(byte[] record) {
        return Native.text(Native.cse_identity(record, record.length));
    }

    /**
     * A JSON Schema.
     *
     * @param name such as {@code request.json}
     * @return the schema
     * @throws MisuseException for a name that there is none of
     */
    public static String schema(String name) {
        byte[] bytes = Native.utf8(name);
        return Native.text(Native.cse_schema(bytes, bytes.length));
    }

    /**
     * Which rules these are.
     *
     * @return {@code engine}, {@code rules}, {@code title} and {@code base}
     */
    public String about() {
        return Native.text(with(Native::cse_about));
    }

    /**
     * All of them as one document, to be kept beside the records that they made. It is loaded as a file is. Its SHA-256 is
     * the one by which a record names its rules.
     *
     * @return the document
     */
    public byte[] document() {
        return Native.bytes(with(Native::cse_document));
    }

    /**
     * Screens a request.
     *
     * @param request the request
     * @return the record, to be stored as it is
     * @throws RefusedException for a request that these rules do not understand
     */
    public byte[] screen(byte[] request) {
        return Native.bytes(with(rules -> Native.cse_screen(rules, request, request.length)));
    }

    /**
     * Screens one request a line.
     *
     * @param lines the requests
     * @return a line for each: its record, or {@code line} and {@code error}. The errors go back to who sent the lines,
     *     and into no log
     */
    public byte[] screenLines(byte[] lines) {
        return Native.bytes(with(rules -> Native.cse_screen_lines(rules, lines, lines.length)));
    }

    /**
     * What a request comes to, and no more.
     *
     * @param request the request
     * @return {@code scope}, {@code category}, {@code indicated}, {@code possible}, {@code levels}, {@code no_category}
     * @throws RefusedException for a request that these rules do not understand
     */
    public String category(byte[] request) {
        return Native.text(with(rules -> Native.cse_category(rules, request, request.length)));
    }

    /**
     * Screens the request of a record again and compares.
     *
     * @param record the record as it was stored
     * @return {@code engine}, {@code redacted} and {@code sha256}
     * @throws NotVerifiedException for one that differs, and for one of other rules
     * @throws RefusedException for what is no record
     */
    public String verify(byte[] record) {
        return Native.text(with(rules -> Native.cse_verify(rules, record, record.length)));
    }

    /**
     * What holds of the rules for every request.
     *
     * @param work the most that it may do; 0 is no limit
     * @param cancel what may call it off, or null
     * @return the report; {@code holds} says whether they are fit for use
     * @throws CalledOffException when it was called off
     */
    public String check(long work, Cancel cancel) {
        return limited(cancel, at -> Native.text(with(rules -> Native.cse_check(rules, work, at))));
    }

    /**
     * What changes from these rules to others.
     *
     * @param to the other rules
     * @param work the most that it may do; 0 is no limit
     * @param cancel what may call it off, or null
     * @return the comparison
     * @throws CalledOffException when it was called off
     */
    public String compare(Rules to, long work, Cancel cancel) {
        return limited(
                cancel,
                at -> Native.text(with(from -> to.with(other -> Native.cse_compare(from, other, work, at)))));
    }

    /**
     * Why a row did not apply to a request, and what would make it. It never says what should be recorded.
     *
     * @param request the request
     * @param id the id of the row
     * @param work the most that it may do; 0 is no limit
     * @param cancel what may call it off, or null
     * @return {@code applied} and, where it is false, {@code why_not} and {@code changes}
     * @throws MisuseException for an id that no row has, or several have
     * @throws RefusedException for a request that these rules do not understand
     */
    public String whyNot(byte[] request, String id, long work, Cancel cancel) {
        byte[] row = Native.utf8(id);
        return limited(
                cancel,
                at ->
                        Native.text(
                                with(
                                        rules ->
                                                Native.cse_why_not(
                                                        rules, request, request.length, row, row.length, work, at))));
    }

    /**
     * The category above that of a request, and what would lead to it. It never says what should be recorded.
     *
     * @param request the request
     * @param work the most that it may do; 0 is no limit
     * @param cancel what may call it off, or null
     * @return {@code category} and {@code changes}, which may be null
     * @throws RefusedException for a request that these rules do not understand
     */
    public String nextCategory(byte[] request, long work, Cancel cancel) {
        return limited(
                cancel,
                at -> Native.text(with(rules -> Native.cse_next_category(rules, request, request.length, work, at))));
    }

    /**
     * The request of these rules as a form.
     *
     * @return a JSON Schema with labels and an order
     */
    public String form() {
        return Native.text(with(Native::cse_form));
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            Native.cse_rules_free(handle);
        }
    }

    /** Calls with a handle of its own, so that another thread may close this one meanwhile. */
    <T> T with(Function<Pointer, T> call) {
        Pointer rules;
        synchronized (this) {
            if (isClosed) {
                throw new MisuseException("these rules were closed", "null");
            }
            rules = Native.cse_rules_retain(handle);
        }
        try {
            return call.apply(rules);
        } finally {
            Native.cse_rules_free(rules);
        }
    }

    private static String limited(Cancel cancel, Function<Pointer, String> call) {
        Pointer handle = Cancel.enter(cancel);
        try {
            return call.apply(handle);
        } finally {
            Cancel.leave(cancel);
        }
    }
}
