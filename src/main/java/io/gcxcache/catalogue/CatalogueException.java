package io.gcxcache.catalogue;

import java.util.List;

/** Resources cannot be used as they are declared; the message has a line for everything that is wrong. */
public final class CatalogueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param faults one line each */
    CatalogueException(List<String> faults) {
        super(String.join("\n", faults));
    }
}
