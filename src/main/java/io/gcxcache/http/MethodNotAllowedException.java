package io.gcxcache.http;

/** Thrown by a gateway route that was asked with a method it does not have; the message lists those it has. */
public final class MethodNotAllowedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param allowed the methods, as the {@code Allow} header lists them */
    public MethodNotAllowedException(String allowed) {
        super(allowed, null, false, false);
    }

    String allowed() {
        return getMessage();
    }
}
