// Genesys's own client for JavaScript, told where its gateway is and nothing else. Prints what it gets, a line each.
const platform = require('purecloud-platform-client-v2');

const [port, what] = process.argv.slice(2);
const client = platform.ApiClient.instance;
client.setGateway({ protocol: 'http', host: '127.0.0.1', port: Number(port), path_params_login: 'login' });

function tell(name, value) {
  console.log(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
}

async function pages(ask) {
  const ids = [];
  for (let pageNumber = 1, pageCount = 1; pageNumber <= pageCount; pageNumber++) {
    const page = await ask({ pageSize: 100, pageNumber });
    pageCount = page.pageCount;
    page.entities.forEach((entity) => ids.push(entity.id));
  }
  return { count: ids.length, distinct: new Set(ids).size };
}

async function read() {
  const routing = new platform.RoutingApi();
  const analytics = new platform.AnalyticsApi();
  tell('users', await pages((page) => new platform.UsersApi().getUsers(page)));
  tell('queues', await pages((page) => routing.getRoutingQueues(page)));
  tell('skills', await pages((page) => routing.getRoutingSkills(page)));
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

client
  .loginClientCredentialsGrant('wallboard', 'any')
  .then(() => (what === 'errors' ? meetErrors() : read()))
  .catch((failure) => {
    console.error(failure);
    process.exit(1);
  });
