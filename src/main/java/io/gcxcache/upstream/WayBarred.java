package io.gcxcache.upstream;

import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** There is no way to Genesys, so nothing was sent: its message says what stands in it, and which setting is about that. */
public final class WayBarred extends ConnectException {
    private static final long serialVersionUID = 1L;

    private final boolean mayPass;

    WayBarred(String message, boolean mayPass, Throwable cause) {
        super(message);
        this.mayPass = mayPass;
        initCause(cause);
    }

    /** That of a failure which comes from a certificate; empty for any other. */
    public static Optional<WayBarred> byCertificate(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
                return Optional.of(new WayBarred(
                        "Who answers in Genesys's place has a certificate that is not trusted, or of another name; if it is"
                                + " a proxy that opens TLS, gcx.genesys.ca is to name the CA",
                        false,
                        failure));
            }
        }
        return Optional.empty();
    }

    /** Whether it may be another time, without anything being changed. */
    boolean mayPass() {
        return mayPass;
    }
}
