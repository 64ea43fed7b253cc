import { LuaScript } from './lua-script.js';

/**
 * What the processes of one service share in a Redis database of their own:
 *
 * - `messenger:processes` sorted set: each process, by the time in ms at which it is dead unless it says otherwise
 * - `messenger:process:<process>` hash: the accounts connected to it, id to username
 * - `messenger:dead` set: processes whose accounts are being taken away; theirs are in `messenger:dead:<process>`
 * - `messenger:online` hash: to how many processes an account is connected, and nothing for none
 * - `messenger:events` stream: what the processes tell one another
 *
 * Times are those of Redis, so that the clocks of the processes do not matter.
 */
const prelude = `
local processes = 'messenger:processes'
local dead = 'messenger:dead'
local online = 'messenger:online'
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function accounts_of(process) return 'messenger:process:' .. process end
local function accounts_of_dead(process) return 'messenger:dead:' .. process end

-- Kept as long as a process may have lost its connection for, and no longer: people's messages are in it.
local function tell(...)
  redis.call('XADD', 'messenger:events', 'MINID', '~', now - 30000, '*', ...)
end

local function tell_presence(event, id, username)
  tell('event', event, 'account', id, 'username', username)
end

local function leave(id, username)
  if redis.call('HINCRBY', online, id, -1) <= 0 then
    redis.call('HDEL', online, id)
    tell_presence('user-offline', id, username)
  end
end
`;

/** Tells the other processes. `ARGV`: the process, the number of this batch, its messages. */
export const publish = new LuaScript(`${prelude}
tell('from', ARGV[1], 'number', ARGV[2], 'notices', ARGV[3])
return 1
`);

/** A process joins the others. `ARGV`: the process, and for how many ms it lives unless it says so again. */
export const enrol = new LuaScript(`${prelude}
return redis.call('ZADD', processes, now + ARGV[2], ARGV[1])
`);

/**
 * A process still lives. `ARGV`: as for `enrol`. Answers 1, or 2 when it comes so late that others might have thought it
 * dead, or 0, having done nothing, when it is not known: others did think it dead, or Redis has lost its data.
 */
export const beat = new LuaScript(`${prelude}
local deadline = redis.call('ZSCORE', processes, ARGV[1])
if not deadline then return 0 end
redis.call('ZADD', processes, now + ARGV[2], ARGV[1])
return tonumber(deadline) > now and 1 or 2
`);

/**
 * An account has its first connection to a process. `ARGV`: the process, the account's id and username. Answers 0, having
 * done nothing, when the process is not known.
 */
export const arrive = new LuaScript(`${prelude}
if not redis.call('ZSCORE', processes, ARGV[1]) then return 0 end
if redis.call('HSETNX', accounts_of(ARGV[1]), ARGV[2], ARGV[3]) == 1 then
  if redis.call('HINCRBY', online, ARGV[2], 1) == 1 then tell_presence('user-online', ARGV[2], ARGV[3]) end
end
return 1
`);

/**
 * An account has no connection to a process any more. `ARGV`: the process, the account's id and username, and 1 to have it
 * told, if the account is nowhere, even when it was not registered. Answers 0, having done nothing, when the process is
 * not known.
 */
export const depart = new LuaScript(`${prelude}
if not redis.call('ZSCORE', processes, ARGV[1]) then return 0 end
if redis.call('HDEL', accounts_of(ARGV[1]), ARGV[2]) == 1 then
  leave(ARGV[2], ARGV[3])
elseif ARGV[4] == '1' and redis.call('HEXISTS', online, ARGV[2]) == 0 then
  tell_presence('user-offline', ARGV[2], ARGV[3])
end
return 1
`);

/**
 * Takes their accounts away from processes that are gone, some of them at a time, each exactly once whoever calls.
 * `ARGV`: the process that says good-bye; empty for those whose time has run out. Answers whether there are more.
 */
export const bury = new LuaScript(`${prelude}
local gone = { ARGV[1] }
if ARGV[1] == '' then gone = redis.call('ZRANGEBYSCORE', processes, '-inf', now) end
for _, process in ipairs(gone) do
  -- At once out of the way: should it live after all, it enrols anew, under another name.
  if redis.call('ZREM', processes, process) == 1 and redis.call('EXISTS', accounts_of(process)) == 1 then
    redis.call('RENAME', accounts_of(process), accounts_of_dead(process))
    redis.call('SADD', dead, process)
  end
end
local process = redis.call('SRANDMEMBER', dead)
if not process then return 0 end
local some = redis.call('HSCAN', accounts_of_dead(process), 0, 'COUNT', 500)[2]
for index = 1, #some, 2 do
  -- A scan may come across the same one twice.
  if redis.call('HDEL', accounts_of_dead(process), some[index]) == 1 then leave(some[index], some[index + 1]) end
end
if redis.call('EXISTS', accounts_of_dead(process)) == 0 then redis.call('SREM', dead, process) end
return redis.call('SCARD', dead)
`);
