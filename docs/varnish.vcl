# Varnish in front of gcx-cache: keeps what shared caches may keep, purges it by tags and paths.
#
# Needs the vmod xkey (Debian: varnish-modules). Edit the backend and the acl.
vcl 4.1;

import xkey;

backend gateway {
    .host = "127.0.0.1";
    .port = "8080";
    # A report that is waited for takes its time.
    .first_byte_timeout = 600s;
}

# Who may purge: the gateway.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403, "Not allowed to purge"));
        }
        if (req.http.xkey) {
            set req.http.GCX-Purged = xkey.purge(req.http.xkey);
            return (synth(200, "Invalidated " + req.http.GCX-Purged + " objects"));
        }
        return (purge);
    }
    if (req.method != "GET" && req.method != "HEAD") {
        # Here, not in the built-in VCL, which would pipe the method QUERY.
        return (pass);
    }
}

# There is one gateway behind all host names, so a path is purged under all of them.
sub vcl_hash {
    hash_data(req.url);
    return (lookup);
}

sub vcl_backend_response {
    set beresp.grace = 10s;
    # CDN-Cache-Control comes with what shared caches may keep. Varnish subtracts Age from max-age by itself.
    if (beresp.http.CDN-Cache-Control) {
        set beresp.http.xkey = beresp.http.Surrogate-Key;
    } else {
        set beresp.ttl = 0s;
    }
    # What is stale, or about to be replaced, is not kept, and nobody queues for it.
    if (beresp.ttl <= 0s || beresp.http.GCX-Refreshing) {
        set beresp.ttl = 120s;
        set beresp.uncacheable = true;
        return (deliver);
    }
}

sub vcl_deliver {
    unset resp.http.xkey;
}

sub vcl_synth {
    if (req.method == "PURGE") {
        set resp.http.Content-Type = "text/plain";
        set resp.body = resp.reason + {"
"};
        return (deliver);
    }
}
