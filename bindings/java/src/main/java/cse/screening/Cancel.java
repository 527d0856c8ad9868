package cse.screening;

import com.sun.jna.Pointer;

/** Calls off each call that was given it, from another thread. To be closed when no call needs it any more. */
public final class Cancel implements AutoCloseable {
    private final Pointer handle = Native.cse_cancel_new();
    private int users = 1;
    private boolean isClosed;

    /** Calls off those that go on, soon, and later ones at once. */
    public synchronized void cancel() {
        if (users > 0) {
            Native.cse_cancel_set(handle);
        }
    }

    static Pointer enter(Cancel cancel) {
        return cancel == null ? null : cancel.entered();
    }

    static void leave(Cancel cancel) {
        if (cancel != null) {
            cancel.left();
        }
    }

    private synchronized Pointer entered() {
        if (isClosed) {
            throw new MisuseException("this cancel was closed", "null");
        }
        users++;
        return handle;
    }

    private synchronized void left() {
        users--;
        if (users == 0) {
            Native.cse_cancel_free(handle);
        }
    }

    /** Calls that were given it go on. */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            left();
        }
    }
}
