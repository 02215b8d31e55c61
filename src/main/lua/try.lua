-- Does once all that the other scripts do, where nobody looks: what a user may not do shows now, and not halfway through one of them.
-- KEYS: for a hash, for a stream
local hash, stream = KEYS[1], KEYS[2]
for _, command in ipairs({
  {'DEL', hash, stream},
  {'TIME'},
  {'HSET', hash, 'one', 1},
  {'PEXPIRE', hash, 1000},
  {'HSETNX', hash, 'two', 1},
  {'HINCRBY', hash, 'two', 1},
  {'HGET', hash, 'one'},
  {'HMGET', hash, 'one', 'two'},
  {'HGETALL', hash},
  {'HLEN', hash},
  {'HDEL', hash, 'one'},
  {'XADD', stream, 'MAXLEN', '~', 1, '1-0', 'one', 1},
  {'XRANGE', stream, '-', '+'},
  {'DEL', hash, stream},
}) do
  local reply = redis.pcall(unpack(command))
  if type(reply) == 'table' and reply['err'] then
    return redis.error_reply(reply['err'] .. ' (' .. command[1] .. ')')
  end
end
return 'OK'
