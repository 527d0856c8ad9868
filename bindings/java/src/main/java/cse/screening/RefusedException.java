package cse.screening;

/** What was given is no request, or no record, of these rules. Nothing is mended or guessed. */
public final class RefusedException extends CseException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message, String detail) {
        super(message, detail);
    }
}
