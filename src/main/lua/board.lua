-- A fill is about to ask Genesys: answers what is current, if anything is, and how far history is.
-- KEYS: meta, entry
-- ARGV: epoch, key, fingerprint of the declaration
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'floor', 'k:' .. ARGV[2])
if meta[1] ~= ARGV[1] then
  return {'HISTORY'}
end
local seq = tonumber(meta[2])
local entry = redis.call('HMGET', KEYS[2], 'epoch', 'seq', 'fingerprint', 'tags')
if entry[1] ~= ARGV[1] or entry[3] ~= ARGV[3] then
  return {'OK', seq}
end
local boarded = tonumber(entry[2])
if not boarded or boarded < tonumber(meta[3] or '0') or tonumber(meta[4] or '0') > boarded then
  return {'OK', seq}
end
for tag in string.gmatch(entry[4] or '', '%S+') do
  if tonumber(redis.call('HGET', KEYS[1], 't:' .. tag) or '0') > boarded then
    return {'OK', seq}
  end
end
local time = redis.call('TIME')
return {'OK', seq, time[1] * 1000 + math.floor(time[2] / 1000), redis.call('HGET', KEYS[2], 'body')}
