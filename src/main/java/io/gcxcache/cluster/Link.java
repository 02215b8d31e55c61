package io.gcxcache.cluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One life of the connection to Redis: a connection for commands, in whose order they run, one for the log, and one on which is waited for
 * Redis's own replicas. It ends as a whole at the first fault, and whatever waits for a reply then fails: a socket that hangs is never
 * closed by closing its connection. Used on one event loop alone.
 */
final class Link {
    /** So long it may take to be connected, and each step of taking part. */
    static final int PATIENCE_MILLIS = 1_000;

    private static final int MOST_WAITING = 100_000;
    private static final int CONNECTIONS = 3;

    /** What Redis refuses when it cannot be used by anybody for now. */
    private static final Set<String> FATAL = Set.of("READONLY", "LOADING", "MASTERDOWN", "NOAUTH");

    private final Redis client;
    private final Handler<String> ended;
    private final Set<Promise<Response>> waiting = ConcurrentHashMap.newKeySet();
    private RedisConnection commands;
    private RedisConnection log;
    private RedisConnection waits;
    private Future<Boolean> asked;
    private Future<Boolean> askedNext;
    private boolean opened;
    private boolean over;

    private Link(Redis client, Handler<String> ended) {
        this.client = client;
        this.ended = ended;
    }

    /** @param ended told once why it ended, if it does so by itself */
    static Future<Link> open(Vertx vertx, ClusterSettings settings, Handler<String> ended) {
        Link link;
        try {
            link = new Link(Redis.createClient(vertx, options(settings)), ended);
        } catch (IllegalArgumentException e) {
            // It may tell all of the address, which has the password in it.
            return Future.failedFuture("gcx.cluster.url is no address that can be used");
        }
        Promise<Link> opened = Promise.promise();
        long timer = vertx.setTimer(
                PATIENCE_MILLIS, id -> opened.tryFail("no connection within " + PATIENCE_MILLIS + " ms"));
        link.connect()
                .compose(commands -> {
                    link.commands = commands;
                    return link.connect();
                })
                .compose(log -> {
                    link.log = log;
                    return link.connect();
                })
                .onComplete(connected -> {
                    link.waits = connected.result();
                    link.opened = connected.succeeded();
                    if (connected.failed() || !opened.tryComplete(link)) {
                        opened.tryFail(connected.cause());
                    }
                });
        return opened.future().onComplete(done -> vertx.cancelTimer(timer)).onFailure(failure -> link.close());
    }

    private Future<RedisConnection> connect() {
        Future<RedisConnection> connected;
        try {
            connected = client.connect();
        } catch (IllegalArgumentException e) {
            return Future.failedFuture("gcx.cluster.url is no address that can be used");
        }
        return connected.map(connection -> connection
                .exceptionHandler(failure -> end(told(failure)))
                .endHandler(nothing -> end("the connection ended")));
    }

    private static RedisOptions options(ClusterSettings settings) {
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout(PATIENCE_MILLIS)
                .setTcpKeepAlive(true)
                .setHostnameVerificationAlgorithm(settings.tls() ? "HTTPS" : "");
        if (settings.trust() != null) {
            net.setTrustOptions(TrustOptions.wrap(settings.trust()));
        }
        RedisOptions options = new RedisOptions()
                .setNetClientOptions(net)
                .setPreferredProtocolVersion(ProtocolVersion.RESP2)
                .setMaxPoolSize(CONNECTIONS)
                .setMaxPoolWaiting(CONNECTIONS)
                .setPoolCleanerInterval(-1)
                .setPoolRecycleTimeout(-1)
                .setMaxWaitingHandlers(MOST_WAITING);
        settings.servers().forEach(server -> options.addConnectionString(address(settings, server)));
        if (settings.sentinelMaster() != null) {
            options.setType(RedisClientType.SENTINEL)
                    .setRole(RedisRole.MASTER)
                    .setMasterName(settings.sentinelMaster());
        }
        return options;
    }

    private static String address(ClusterSettings settings, String server) {
        String user = settings.user() == null ? "" : encoded(settings.user());
        String who = settings.password() == null ? "" : user + ':' + encoded(settings.password()) + '@';
        return (settings.tls() ? "rediss://" : "redis://") + who + server;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    Future<RedisInfo> info() {
        return send(commands, Request.cmd(Command.INFO)).map(info -> RedisInfo.parse(info.toString()));
    }

    Future<Response> run(Script script, List<String> keys, Object... arguments) {
        return send(commands, script.of(keys, arguments));
    }

    /** How many replicas Redis has itself, by now; it fails if it is one. */
    Future<Integer> replicas() {
        return send(commands, Request.cmd(Command.ROLE)).map(role -> {
            if (!role.get(0).toString().equals("master")) {
                end("Redis is no master any more");
            }
            return role.get(2).size();
        });
    }

    /**
     * The next events of the log.
     *
     * @param millis how long to wait if there are none; not at all if it is 0
     */
    Future<List<Event>> read(Keys keys, long from, int millis) {
        Request request = Request.cmd(Command.XREAD).arg("COUNT").arg(1_000);
        if (millis > 0) {
            request.arg("BLOCK").arg(millis);
        }
        request.arg("STREAMS").arg(keys.log()).arg(from + "-0");
        return send(log, request)
                .map(found -> found == null ? List.of() : Event.all(found.get(0).get(1)));
    }

    /** Fails if there is anything that a replica may not do; what else might be halfway done then. */
    Future<Void> tryAll(Keys keys, String node) {
        return read(keys, Long.MAX_VALUE, 0)
                .compose(nothing -> ask(keys.waits(node), 0, 1))
                .compose(nothing -> run(Script.TRY, keys.tries(node)))
                .mapEmpty();
    }

    /** Whether what was written until now has reached so many of Redis's own replicas; who asks while that is asked shares the next. */
    Future<Boolean> reached(String key, int replicas, int millis) {
        if (asked == null || asked.isComplete()) {
            asked = ask(key, replicas, millis);
            return asked;
        }
        if (askedNext == null) {
            askedNext = asked.transform(done -> {
                askedNext = null;
                asked = ask(key, replicas, millis);
                return asked;
            });
        }
        return askedNext;
    }

    private Future<Boolean> ask(String key, int replicas, int millis) {
        // It counts for what this very connection has written.
        Future<Response> written =
                send(waits, Request.cmd(Command.SET).arg(key).arg("").arg("PX").arg(PATIENCE_MILLIS));
        Future<Response> reached =
                send(waits, Request.cmd(Command.WAIT).arg(replicas).arg(millis));
        return written.compose(done -> reached).map(count -> count.toInteger() >= replicas);
    }

    private Future<Response> send(RedisConnection connection, Request request) {
        Promise<Response> promise = Promise.promise();
        if (over) {
            promise.fail("the link is over");
            return promise.future();
        }
        waiting.add(promise);
        connection.send(request).onComplete(reply -> {
            waiting.remove(promise);
            if (reply.succeeded()) {
                promise.tryComplete(reply.result());
                return;
            }
            promise.tryFail(reply.cause());
            String message = told(reply.cause());
            if (FATAL.contains(message.split(" ", 2)[0])) {
                end(message);
            }
        });
        return promise.future();
    }

    static String told(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        // Behind it stands the script's digest, which tells nobody anything.
        int end = message.indexOf(" script: ");
        return message.equals("CONNECTION_CLOSED")
                ? "the connection ended"
                : end < 0 ? message : message.substring(0, end);
    }

    /** Ends it for a reason, and tells it. */
    void end(String reason) {
        if (!over) {
            close();
            if (opened) {
                ended.handle(reason);
            }
        }
    }

    void close() {
        if (over) {
            return;
        }
        over = true;
        client.close();
        waiting.forEach(promise -> promise.tryFail("the link is over"));
        waiting.clear();
    }
}
