package io.gcxcache.standalone;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT, which ask the process to end in order.
 *
 * <p>The JVM's own answer to them is to run the shutdown hooks and then to exit with 143 or 130, as if it had been killed; a
 * hook can change that by halting alone, over the heads of other hooks. So they are taken from it: they have the main thread
 * stop the gateway, come back and return its exit code. The JDK's one class for that is called by reflection, since the
 * compiler warns of it, and because a JDK may lack it.
 */
final class StopSignals {
    private static final List<String> NAMES = List.of("TERM", "INT");

    private StopSignals() {}

    /** Has them call something from now on, however often they come; where they cannot be taken, the JVM's own answer stays. */
    static void call(Runnable stop) {
        for (String name : NAMES) {
            try {
                take(name, stop);
            } catch (ReflectiveOperationException e) {
                LoggerFactory.getLogger(StopSignals.class)
                        .debug("SIG{} is left to the JVM, so that the exit code will not be 0", name, e);
            }
        }
    }

    private static void take(String name, Runnable stop) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        MethodHandle run = MethodHandles.lookup().bind(stop, "run", MethodType.methodType(void.class));
        Object calling = MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), calling);
    }
}
