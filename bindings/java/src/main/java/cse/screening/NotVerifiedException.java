package cse.screening;

/** The record was read, and does not verify: it was changed, or made by other rules. */
public final class NotVerifiedException extends CseException {
    private static final long serialVersionUID = 1L;

    NotVerifiedException(String message, String detail) {
        super(message, detail);
    }
}
