package io.gcxcache.http;

/** A client's connection. */
interface OpenConnection {
    /** Closes it, unless a reply is owed or on its way. May be called by any thread. */
    void endUnlessReplying();
}
