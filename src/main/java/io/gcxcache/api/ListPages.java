package io.gcxcache.api;

import io.gcxcache.ask.Ask;
import io.gcxcache.ask.Cut;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.consumer.TokenOwner;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * The steps of a page of a list: it is cut from the list, which is read as far as it takes, and asked for by itself if the
 * list is too long, or its pages cannot be made.
 */
final class ListPages {
    private final EntryStore store;
    private final Snapshots snapshots;
    private final CutPages cuts;
    private final long wholeUpTo;
    private final SinglePages singles;
    private final InstantSource steady;

    /** @param wholeUpTo the most entries of a list that is read whole because one of its later pages is asked for */
    ListPages(EntryStore store, Snapshots snapshots, long wholeUpTo, SinglePages singles, InstantSource steady) {
        this.store = store;
        this.snapshots = snapshots;
        this.cuts = new CutPages(steady);
        this.wholeUpTo = wholeUpTo;
        this.singles = singles;
        this.steady = steady;
    }

    /** Asks for as much of the list as the page takes, or for the page. */
    void name(Exchange exchange, ListResource list, Requests.Asked request) {
        Ask ask = Ask.of(exchange);
        if (list.scan()) {
            // It knows no numbers.
            singles.name(exchange, request.query());
            return;
        }
        AskedPage asked = request.page();
        if (!asked.isCutFrom(list)) {
            singles.name(exchange, asked.page());
            return;
        }
        TokenOwner owner = exchange.getProperty(TokenOwner.PROPERTY, TokenOwner.class);
        Page page = new Page(asked, owner == null ? null : owner.tokenId());
        ask.name(exchange, asked.filters(), asked.isWithinFirst(list) ? 0 : wholeUpTo, page, steady);
        page.begun(ask.question().key()).ifPresent(ask::snapshot);
    }

    /** Asks for the page by itself. */
    void nameAlone(Exchange exchange) {
        Page page = (Page) Ask.of(exchange).cut();
        // A look-up that finds nothing leaves the body as it is: the list.
        exchange.getMessage().setBody(null);
        singles.name(exchange, page.asked.page());
    }

    /** A page as it is cut for one reader. Used by one thread at a time. */
    private final class Page implements Cut {
        private final AskedPage asked;
        private final String reader;
        private Body made;

        /** @param reader who walks through the pages; null if nobody says */
        Page(AskedPage asked, String reader) {
            this.asked = asked;
            this.reader = reader;
        }

        @Override
        public boolean isIn(CacheEntry list) {
            return list.body().holdsPage(asked.size(), asked.number());
        }

        /** What its reader goes on in instead of what is kept under a key, if he has begun to read that. */
        Optional<CacheEntry> begun(String key) {
            return reader == null || asked.number() == 1
                    ? Optional.empty()
                    : snapshots.begun(reader, key).filter(before -> isIn(before) && !store.isInvalidated(before));
        }

        @Override
        public boolean goesOnIn(CacheEntry list) {
            return begun(list.key()).isEmpty();
        }

        @Override
        public boolean isMade(CacheEntry list) {
            made = cuts.made(list, asked);
            return made != null;
        }

        @Override
        public Body of(CacheEntry list) {
            // Nobody walks on from a page that is the whole list.
            if (reader != null && !(list.body().isWhole() && list.body().values() <= asked.size())) {
                snapshots.given(reader, list);
            }
            // It may be asked again later, and keeps no page until then.
            Body page = made == null ? cuts.make(list, asked) : made;
            made = null;
            return page;
        }
    }
}
