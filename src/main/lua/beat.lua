-- A replica is there, and has applied the log so far; answers how everybody is.
-- KEYS: meta, members
-- ARGV: epoch, node, life, applied sequence, silence in ms
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'raised_at')
if meta[1] ~= ARGV[1] then
  return {'HISTORY'}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local member = redis.call('HGET', KEYS[2], ARGV[2])
if member then
  local life, beat = string.match(member, '^(%S+) (%d+)')
  if life ~= ARGV[3] and now - tonumber(beat) < tonumber(ARGV[5]) then
    return {'NODE'}
  end
end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3] .. ' ' .. now .. ' ' .. ARGV[1] .. ' ' .. ARGV[4])
return {'OK', now, tonumber(meta[2]), tonumber(meta[3]), redis.call('HGETALL', KEYS[2])}
