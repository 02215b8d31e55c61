-- Does once all that the other scripts do, where nobody looks: what a user may not do shows now, and not halfway through one of them.
-- KEYS: for a hash, for a stream
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('TIME')
redis.call('HSET', KEYS[1], 'one', 1)
redis.call('PEXPIRE', KEYS[1], 1000)
redis.call('HSETNX', KEYS[1], 'two', 1)
redis.call('HINCRBY', KEYS[1], 'two', 1)
redis.call('HGET', KEYS[1], 'one')
redis.call('HMGET', KEYS[1], 'one', 'two')
redis.call('HGETALL', KEYS[1])
redis.call('HLEN', KEYS[1])
redis.call('HDEL', KEYS[1], 'one')
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 1, '1-0', 'one', 1)
redis.call('XRANGE', KEYS[2], '-', '+')
redis.call('DEL', KEYS[1], KEYS[2])
return 'OK'
