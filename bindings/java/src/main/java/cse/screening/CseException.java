package cse.screening;

/**
 * Why there is no answer.
 *
 * <p>{@link #getMessage()}, {@link #toString()} and stack traces are fit for a log: they repeat nothing that a request or
 * a record says. {@link #detail()} is for whoever made the call: it may hold a child's data, and belongs in no log.
 */
public abstract class CseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Not serialised: whatever writes exceptions down must not get it. */
    private final transient String detail;

    CseException(String message, String detail) {
        super(message);
        this.detail = detail;
    }

    static CseException of(String status, String message, String detail) {
        switch (status) {
            case "refused":
                return new RefusedException(message, detail);
            case "not_verified":
                return new NotVerifiedException(message, detail);
            case "rules_refused":
                return new RulesRefusedException(message, detail);
            case "cancelled":
                return new CalledOffException(message, detail);
            case "panic":
                return new LibraryFailedException(message, detail);
            default:
                return new MisuseException(message, detail);
        }
    }

    /**
     * All that is known of it, as JSON.
     *
     * @return an object, or {@code null} as text
     */
    public String detail() {
        return detail == null ? "null" : detail;
    }
}
