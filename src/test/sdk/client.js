// Genesys's own client for JavaScript, told where its gateway is and nothing else. Prints what it gets, a line each.
const readline = require('readline');
const platform = require('purecloud-platform-client-v2');

const [port, what, file] = process.argv.slice(2);
const client = platform.ApiClient.instance;
client.setGateway({ protocol: 'http', host: '127.0.0.1', port: Number(port), path_params_login: 'login' });

function tell(name, value) {
  console.log(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
}

async function pages(ask) {
  const ids = [];
  const names = {};
  for (let pageNumber = 1, pageCount = 1; pageNumber <= pageCount; pageNumber++) {
    const page = await ask({ pageSize: 100, pageNumber });
    pageCount = page.pageCount;
    page.entities.forEach((entity) => {
      ids.push(entity.id);
      names[entity.id] = entity.name;
    });
  }
  return { count: ids.length, distinct: new Set(ids).size, names };
}

async function counts(ask) {
  const { count, distinct } = await pages(ask);
  return { count, distinct };
}

async function read() {
  const routing = new platform.RoutingApi();
  const analytics = new platform.AnalyticsApi();
  tell('users', await counts((page) => new platform.UsersApi().getUsers(page)));
  tell('queues', await counts((page) => routing.getRoutingQueues(page)));
  tell('skills', await counts((page) => routing.getRoutingSkills(page)));
  const queues = await routing.getRoutingQueues({ pageSize: 1 });
  tell('queue', (await routing.getRoutingQueue(queues.entities[0].id)).name);
  const aggregates = await analytics.postAnalyticsConversationsAggregatesQuery({
    interval: '2026-03-02T00:00:00.000Z/2026-03-03T00:00:00.000Z',
    groupBy: ['queueId'],
    metrics: ['nOffered'],
    filter: { type: 'and', predicates: [{ dimension: 'mediaType', operator: 'matches', value: 'voice' }] },
  });
  tell('aggregates', aggregates.results.length);
  const observations = await analytics.postAnalyticsQueuesObservationsQuery({
    metrics: ['oWaiting'],
    filter: { type: 'or', predicates: [{ dimension: 'queueId', value: queues.entities[0].id }] },
  });
  tell('observations', observations.results.length);
}

async function refusal(name, ask) {
  try {
    await ask();
    tell(name, 'answered');
  } catch (refused) {
    // It passes on the body of the error.
    tell(name, `${refused.status} ${refused.code} ${refused.message}`);
  }
}

async function meetErrors() {
  await refusal('unknown', () => new platform.UsersApi().getUser('00000000-0000-0000-0000-000000000000'));
  await refusal('page size', () => new platform.UsersApi().getUsers({ pageSize: 100000 }));
  await refusal('limit', () => new platform.GroupsApi().getGroups({}));
}

async function look(when, id) {
  const routing = new platform.RoutingApi();
  const object = await routing.getRoutingQueue(id).then(
    (queue) => queue.name,
    (refused) => refused.status,
  );
  const list = await pages((page) => routing.getRoutingQueues(page));
  tell(when, `${object}, in the list ${list.names[id] ?? 'not'}, among ${list.count}`);
}

async function write() {
  const routing = new platform.RoutingApi();
  await look('before', '00000000-0000-0000-0000-000000000000');
  const { id } = await routing.postRoutingQueues({ name: 'Night', description: 'Calls of the night' });
  await look('created', id);
  await routing.putRoutingQueue(id, { name: 'Day' });
  await look('changed', id);
  await routing.deleteRoutingQueue(id);
  await look('deleted', id);
}

async function download() {
  tell('downloaded', (await new platform.DownloadsApi().getDownload(file)).length);
}

async function run() {
  const analytics = new platform.AnalyticsApi();
  const { jobId } = await analytics.postAnalyticsConversationsDetailsJobs({
    interval: '2026-03-02T00:00:00.000Z/2026-03-03T00:00:00.000Z',
  });
  let state;
  do {
    ({ state } = await analytics.getAnalyticsConversationsDetailsJob(jobId));
  } while (state === 'QUEUED' || state === 'PENDING');
  tell('state', state);
  const ids = new Set();
  let found = 0;
  let cursor;
  let results = 0;
  do {
    const page = await analytics.getAnalyticsConversationsDetailsJobResults(jobId, { cursor });
    page.conversations.forEach((conversation) => ids.add(conversation.conversationId));
    found += page.conversations.length;
    ({ cursor } = page);
    results++;
  } while (cursor);
  tell('results', `${found} of ${ids.size} in ${results} pages`);
}

// Asks what it is told to, line by line, with the one token of its login.
async function listen() {
  const asks = {
    queues: () => new platform.RoutingApi().getRoutingQueues({}),
    users: () => new platform.UsersApi().getUsers({}),
  };
  for await (const line of readline.createInterface({ input: process.stdin })) {
    await refusal(line, asks[line]);
  }
}

const tasks = { listen, read, errors: meetErrors, write, download, run };

client
  .loginClientCredentialsGrant('wallboard', process.env.SECRET ?? 'any')
  .then(() => (tasks[what]()))
  .catch((failure) => {
    console.error(failure);
    process.exit(1);
  });
