package cse.screening;

/** The rules are not sound. The detail has every fault. */
public final class RulesRefusedException extends CseException {
    private static final long serialVersionUID = 1L;

    RulesRefusedException(String message, String detail) {
        super(message, detail);
    }
}
