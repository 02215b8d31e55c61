package io.gcxcache.api;

import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Memory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

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

    boolean has(CacheEntry list, int size, int number) {
        return made(list, name(list, size, number)).isPresent();
    }

    Body of(CacheEntry list, int size, int number) {
        String name = name(list, size, number);
        return made(list, name).orElseGet(() -> {
            Body page = list.body().page(size, number).compressed();
            pages.remember(name, new Made(new WeakReference<>(list.body()), page));
            return page;
        });
    }

    private Optional<Body> made(CacheEntry list, String name) {
        return pages.of(name).filter(made -> made.list().refersTo(list.body())).map(Made::page);
    }

    private static String name(CacheEntry list, int size, int number) {
        return list.key() + ' ' + size + ' ' + number;
    }
}
