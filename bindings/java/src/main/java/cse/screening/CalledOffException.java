package cse.screening;

/** Somebody called it off. */
public final class CalledOffException extends CseException {
    private static final long serialVersionUID = 1L;

    CalledOffException(String message, String detail) {
        super(message, detail);
    }
}
