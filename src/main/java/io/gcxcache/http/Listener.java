package io.gcxcache.http;

/**
 * Where the server listens.
 *
 * @param port 0 for any free port
 * @param settings which say so, for messages
 */
public record Listener(String host, int port, String settings) {}
