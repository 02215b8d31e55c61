package io.gcxcache.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Values by their names, each for the same time, and so many at most. Thread-safe. */
public final class Memory<V> {
    private final Cache<String, V> values;

    /** @param clock tells how much time has passed */
    public Memory(Duration time, long most, InstantSource clock) {
        this.values = Caffeine.newBuilder()
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .expireAfterWrite(time)
                .maximumSize(most)
                .build();
    }

    public void remember(String name, V value) {
        values.put(name, value);
    }

    public Optional<V> of(String name) {
        return Optional.ofNullable(values.getIfPresent(name));
    }

    /** Everything that is remembered, in no order. */
    public Stream<V> all() {
        return values.asMap().values().stream();
    }
}
