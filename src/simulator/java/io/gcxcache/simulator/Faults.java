package io.gcxcache.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The scripted faults, in the order of their scripting, and how often each is still to be shown. */
final class Faults {
    private final List<Armed> armed = new ArrayList<>();

    synchronized void add(Fault fault) {
        armed.add(new Armed(fault));
    }

    synchronized void clear() {
        armed.clear();
    }

    /** Takes one showing of the first fault that fits; what could not be shown must be given back. */
    synchronized Optional<Armed> take(String path, int page) {
        Optional<Armed> first =
                armed.stream().filter(each -> each.fits(path, page)).findFirst();
        first.ifPresent(each -> each.left -= each.shownForever() ? 0 : 1);
        return first;
    }

    synchronized void giveBack(Armed unseen) {
        unseen.left += unseen.shownForever() ? 0 : 1;
    }

    /** A fault with its showings left; its state belongs to the list that armed it. */
    static final class Armed {
        private final Fault fault;
        private int left;

        private Armed(Fault fault) {
            this.fault = fault;
            this.left = fault.times();
        }

        Effect effect() {
            return fault.effect();
        }

        private boolean shownForever() {
            return fault.times() == Integer.MAX_VALUE;
        }

        private boolean fits(String path, int page) {
            return left > 0
                    && path.startsWith(fault.pathPrefix())
                    && path.endsWith(fault.pathSuffix())
                    && (fault.page() == 0 || fault.page() == page);
        }
    }
}
