package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.change.ChangeListener;
import io.gcxcache.wiring.Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** A gateway that has nothing to do with replicas. */
class NoReplicasTest {
    private static final Map<String, String> SETTINGS = Map.of(
            "gcx.genesys.api-url",
            "http://127.0.0.1:1",
            "gcx.genesys.login-url",
            "http://127.0.0.1:1",
            "gcx.genesys.client-id",
            "x",
            "gcx.genesys.client-secret",
            "y");

    @Test
    void loadsNoneOfTheirClassesAndNothingOfRedis() throws Exception {
        LoadingAnew loader = new LoadingAnew();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.setApplicationContextClassLoader(loader);

            context.addRoutes(gateway(loader));
            context.start();
        }

        assertThat(loader.loaded)
                .contains(Bundle.class.getName())
                .noneMatch(name -> name.startsWith("io.gcxcache.cluster.") || name.startsWith("io.vertx.redis."));
    }

    @Test
    void sayWhichJarIsMissingInAHostThatNamesARedis() throws Exception {
        LoadingAnew loader = new LoadingAnew();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.setApplicationContextClassLoader(loader);
            Map<String, String> shared = new HashMap<>(SETTINGS);
            shared.put("gcx.cluster.url", "redis://127.0.0.1:1");
            RoutesBuilder gateway = gateway(loader, shared);

            assertThatThrownBy(() -> context.addRoutes(gateway))
                    .hasMessage("gcx.cluster.url: the client for Redis is missing; add io.vertx:vertx-redis-client");
        }
    }

    private static RoutesBuilder gateway(ClassLoader loader) throws ReflectiveOperationException {
        return gateway(loader, SETTINGS);
    }

    private static RoutesBuilder gateway(ClassLoader loader, Map<String, String> given)
            throws ReflectiveOperationException {
        Class<?> settings = loader.loadClass(GcxSettings.class.getName());
        Class<?> listeners = loader.loadClass(ChangeListener.class.getName()).arrayType();
        return (RoutesBuilder) loader.loadClass(GcxCache.class.getName())
                .getMethod("routes", settings, listeners)
                .invoke(
                        null,
                        settings.getMethod("of", Map.class).invoke(null, given),
                        Array.newInstance(listeners.componentType(), 0));
    }

    /** Loads the gateway's classes once more without a client for Redis, and remembers what was asked for. */
    private static final class LoadingAnew extends ClassLoader {
        private final Set<String> loaded = ConcurrentHashMap.newKeySet();

        LoadingAnew() {
            super(NoReplicasTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                boolean first = loaded.add(name);
                if (name.startsWith("io.vertx.redis.")) {
                    throw new ClassNotFoundException(name);
                }
                if (!name.startsWith("io.gcxcache.")) {
                    return super.loadClass(name, resolve);
                }
                return first ? anew(name) : findLoadedClass(name);
            }
        }

        private Class<?> anew(String name) throws ClassNotFoundException {
            try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
