package io.gcxcache.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Values by their names, each for the same time, so many and of so many bytes at most. Thread-safe. */
public final class Memory<V> {
    private final Cache<String, V> values;

    /**
     * @param bytes about how many bytes a value has with its name; one counts at least as an even share of the most
     * @param clock tells how much time has passed
     */
    public Memory(Duration time, int most, int mostBytes, ToIntFunction<V> bytes, InstantSource clock) {
        int share = Math.max(1, mostBytes / most);
        this.values = Caffeine.newBuilder()
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .expireAfterWrite(time)
                .maximumWeight((long) share * most)
                .weigher((String name, V value) -> Math.max(share, bytes.applyAsInt(value)))
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
