package cse.screening;

/** The call itself is wrong: an id or a name that there is none of, rules that were closed. */
public final class MisuseException extends CseException {
    private static final long serialVersionUID = 1L;

    MisuseException(String message, String detail) {
        super(message, detail);
    }
}
