package io.gcxcache.api;

import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Memory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.InstantSource;

/** Pages that were cut out of lists lately, so that each is made once as long as the list is kept. Thread-safe. */
final class CutPages {
    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final int MOST = 100_000;
    private static final int SHARE_OF_HEAP = 32;

    private final Memory<Made> pages;

    CutPages(InstantSource steady) {
        pages = new Memory<>(
                REMEMBERED,
                MOST,
                (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP),
                made -> (int) Math.min(Integer.MAX_VALUE, made.page().weight()),
                steady);
    }

    /** @param list what it was cut from, which it does not keep */
    private record Made(WeakReference<Body> list, Body page) {}

    /** A page that was made of this list before; null if it was not. */
    Body made(CacheEntry list, AskedPage page) {
        Made made = pages.of(name(list, page)).orElse(null);
        return made != null && made.list().refersTo(list.body()) ? made.page() : null;
    }

    Body make(CacheEntry list, AskedPage page) {
        Body body = list.body().page(page.size(), page.number()).compressed();
        pages.remember(name(list, page), new Made(new WeakReference<>(list.body()), body));
        return body;
    }

    private static String name(CacheEntry list, AskedPage page) {
        return list.key() + page.mark();
    }
}
