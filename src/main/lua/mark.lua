-- Something is to be asked for anew, everywhere.
-- KEYS: meta, log
-- ARGV: epoch, unique, node, kind, since, how many events the log keeps, how many names are remembered, names
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
  return {'HISTORY'}
end
local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
local event = {'u', ARGV[2], 'node', ARGV[3], 'kind', ARGV[4], 'since', ARGV[5]}
local field = ({KEY = 'k:', TAGS = 't:', WRITTEN = 't:'})[ARGV[4]]
for i = 8, #ARGV do
  event[#event + 1] = 'name'
  event[#event + 1] = ARGV[i]
  if field then
    redis.call('HSET', KEYS[1], field .. ARGV[i], seq)
  end
end
if ARGV[4] == 'ALL' then
  redis.call('HSET', KEYS[1], 'floor', seq)
end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[6], seq .. '-0', unpack(event))
if redis.call('HLEN', KEYS[1]) > tonumber(ARGV[7]) then
  -- The older half is forgotten: whoever boarded before that is told that he was covered.
  local marks = {}
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    if string.sub(all[i], 2, 2) == ':' then
      marks[#marks + 1] = {all[i], tonumber(all[i + 1])}
    end
  end
  table.sort(marks, function(one, other) return one[2] < other[2] end)
  local floor = marks[math.floor(#marks / 2)][2]
  for i = 1, #marks do
    if marks[i][2] <= floor then
      redis.call('HDEL', KEYS[1], marks[i][1])
    end
  end
  redis.call('HSET', KEYS[1], 'floor', math.max(floor, tonumber(redis.call('HGET', KEYS[1], 'floor') or '0')))
end
return {'OK', seq}
