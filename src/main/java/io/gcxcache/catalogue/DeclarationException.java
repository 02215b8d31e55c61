package io.gcxcache.catalogue;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A resource was declared in a way that is not allowed; the message has a line for each {@link Fault}. */
public final class DeclarationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_<*~-]{1,64}");

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
        String property = fault.property();
        return declaration + (property == null ? "" : '.' + word(property)) + ": " + fault.what();
    }

    /** A name as messages tell it: as it is written, unless it would make the message unreadable. */
    static String word(String name) {
        return WORD.matcher(name).matches() ? name : Form.shown(name);
    }
}
