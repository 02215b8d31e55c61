package io.gcxcache.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Every call that reached the simulator, in the order of arrival, login included; grows without bound and is safe for
 * threads. A call is in the log before a byte of its answer is sent. Headers are kept as received, credentials
 * included.
 */
public final class CallLog {
    private final List<Call> calls = new ArrayList<>();

    CallLog() {}

    synchronized void add(Call call) {
        calls.add(call);
    }

    /** The number of all calls, whatever their path and status. */
    public synchronized int count() {
        return calls.size();
    }

    /** The number of calls whose path begins so. */
    public synchronized int count(String pathPrefix) {
        return (int) calls.stream()
                .filter(call -> call.path().startsWith(pathPrefix))
                .count();
    }

    /** The number of calls with that method whose path begins so. */
    public int count(String method, String pathPrefix) {
        return count(call -> call.method().equals(method) && call.path().startsWith(pathPrefix));
    }

    /** The number of calls of which the condition holds, for example those whose path ends with {@code /fetch}. */
    public int count(Predicate<Call> condition) {
        return (int) all().stream().filter(condition).count();
    }

    /** The number of calls to the token endpoint, granted or not. */
    public synchronized int tokens() {
        return (int) calls.stream()
                .filter(call -> call.method().equals("POST") && call.path().equals(ApiRequest.TOKEN_PATH))
                .count();
    }

    /** A copy of the log. */
    public synchronized List<Call> all() {
        return List.copyOf(calls);
    }

    /** Forgets every call so far. */
    public synchronized void clear() {
        calls.clear();
    }
}
