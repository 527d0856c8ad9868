package cse.screening;

/** The library failed: a fault of its own, and not of what was given. */
public final class LibraryFailedException extends CseException {
    private static final long serialVersionUID = 1L;

    LibraryFailedException(String message, String detail) {
        super(message, detail);
    }
}
