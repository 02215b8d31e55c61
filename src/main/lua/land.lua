-- What was filled is kept for everybody, unless it was covered since its fill boarded, or one that began later is kept.
-- KEYS: meta, log, entry
-- ARGV: epoch, unique, node, how many events the log keeps, key, epoch and sequence at boarding, fingerprint, start of the fill, end of
-- its life, tags, body
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'floor', 'k:' .. ARGV[5])
if meta[1] ~= ARGV[1] then
  return {'HISTORY'}
end
local boarded = tonumber(ARGV[7])
if ARGV[6] ~= ARGV[1] or boarded < tonumber(meta[2] or '0') or tonumber(meta[3] or '0') > boarded then
  return {'COVERED'}
end
for tag in string.gmatch(ARGV[11], '%S+') do
  if tonumber(redis.call('HGET', KEYS[1], 't:' .. tag) or '0') > boarded then
    return {'COVERED'}
  end
end
local kept = redis.call('HMGET', KEYS[3], 'epoch', 'start')
if kept[1] == ARGV[1] and tonumber(kept[2] or '0') > tonumber(ARGV[9]) then
  return {'OVERTAKEN'}
end
local time = redis.call('TIME')
local left = tonumber(ARGV[10]) - (time[1] * 1000 + math.floor(time[2] / 1000))
if left <= 0 then
  return {'OK'}
end
-- First what a full server refuses.
local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
redis.call('DEL', KEYS[3])
redis.call('HSET', KEYS[3], 'epoch', ARGV[6], 'seq', ARGV[7], 'fingerprint', ARGV[8], 'start', ARGV[9], 'tags', ARGV[11],
  'body', ARGV[12])
redis.call('PEXPIRE', KEYS[3], left)
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], seq .. '-0',
  'u', ARGV[2], 'node', ARGV[3], 'kind', 'PUT', 'since', ARGV[9], 'name', ARGV[5], 'name', ARGV[8])
return {'OK'}
