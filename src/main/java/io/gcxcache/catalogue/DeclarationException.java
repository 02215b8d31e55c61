package io.gcxcache.catalogue;

import java.util.List;
import java.util.stream.Collectors;

/** A resource was declared in a way that is not allowed; the message has a line for each {@link Fault}. */
public final class DeclarationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    /** @param declaration which one, for example {@code lists.routing-queues} */
    DeclarationException(String declaration, List<Fault> faults) {
        super(faults.stream().map(fault -> line(declaration, fault)).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    List<Fault> faults() {
        return faults;
    }

    static String line(String declaration, Fault fault) {
        return declaration + (fault.property() == null ? "" : "." + fault.property()) + ": " + fault.what();
    }
}
