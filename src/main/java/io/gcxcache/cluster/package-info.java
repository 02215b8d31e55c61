/** What makes replicas act as one, by way of Redis; nothing of it is loaded where a gateway is alone. */
package io.gcxcache.cluster;
