package io.gcxcache;

import com.mypurecloud.sdk.v2.ApiClient;
import com.mypurecloud.sdk.v2.ApiException;
import com.mypurecloud.sdk.v2.api.AnalyticsApi;
import com.mypurecloud.sdk.v2.api.DownloadsApi;
import com.mypurecloud.sdk.v2.api.GroupsApi;
import com.mypurecloud.sdk.v2.api.RoutingApi;
import com.mypurecloud.sdk.v2.api.UsersApi;
import com.mypurecloud.sdk.v2.api.request.GetGroupsRequest;
import com.mypurecloud.sdk.v2.api.request.GetRoutingQueuesRequest;
import com.mypurecloud.sdk.v2.api.request.GetRoutingSkillsRequest;
import com.mypurecloud.sdk.v2.api.request.GetUsersRequest;
import com.mypurecloud.sdk.v2.model.AsyncConversationQuery;
import com.mypurecloud.sdk.v2.model.AsyncQueryStatus;
import com.mypurecloud.sdk.v2.model.ConversationAggregateQueryFilter;
import com.mypurecloud.sdk.v2.model.ConversationAggregateQueryPredicate;
import com.mypurecloud.sdk.v2.model.ConversationAggregationQuery;
import com.mypurecloud.sdk.v2.model.CreateQueueRequest;
import com.mypurecloud.sdk.v2.model.QueueObservationQuery;
import com.mypurecloud.sdk.v2.model.QueueObservationQueryFilter;
import com.mypurecloud.sdk.v2.model.QueueObservationQueryPredicate;
import com.mypurecloud.sdk.v2.model.QueueRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** A program that asks Genesys Cloud by its own client for Java, told where that is and nothing else. Prints what it gets. */
final class JavaSdkClient {
    private static final int PAGE_SIZE = 100;

    private final UsersApi users;
    private final RoutingApi routing;
    private final AnalyticsApi analytics;
    private final GroupsApi groups;
    private final DownloadsApi downloads;

    private JavaSdkClient(ApiClient client) {
        users = new UsersApi(client);
        routing = new RoutingApi(client);
        analytics = new AnalyticsApi(client);
        groups = new GroupsApi(client);
        downloads = new DownloadsApi(client);
    }

    /** @param args where Genesys Cloud is, what to do there, and with which file */
    public static void main(String[] args) throws Exception {
        ApiClient client = ApiClient.Builder.standard().withBasePath(args[0]).build();
        client.authorizeClientCredentials("wallboard", System.getenv().getOrDefault("SECRET", "any"));
        JavaSdkClient program = new JavaSdkClient(client);
        switch (args[1]) {
            case "read" -> program.read();
            case "errors" -> program.meetErrors();
            case "write" -> program.write();
            case "download" -> program.download(args[2]);
            case "run" -> program.run();
            case "listen" -> program.listen();
            default -> throw new IllegalArgumentException(args[1]);
        }
    }

    private void read() throws Exception {
        tell("users", pages(page -> {
            var listing = users.getUsers(GetUsersRequest.builder()
                    .withPageSize(PAGE_SIZE)
                    .withPageNumber(page)
                    .build());
            return new Page(
                    listing.getEntities().stream().map(user -> user.getId()).toList(), listing.getPageCount());
        }));
        tell("queues", pages(page -> {
            var listing = routing.getRoutingQueues(GetRoutingQueuesRequest.builder()
                    .withPageSize(PAGE_SIZE)
                    .withPageNumber(page)
                    .build());
            return new Page(
                    listing.getEntities().stream().map(queue -> queue.getId()).toList(), listing.getPageCount());
        }));
        tell("skills", pages(page -> {
            var listing = routing.getRoutingSkills(GetRoutingSkillsRequest.builder()
                    .withPageSize(PAGE_SIZE)
                    .withPageNumber(page)
                    .build());
            return new Page(
                    listing.getEntities().stream().map(skill -> skill.getId()).toList(), listing.getPageCount());
        }));
        String queue = routing.getRoutingQueues(
                        GetRoutingQueuesRequest.builder().withPageSize(1).build())
                .getEntities()
                .get(0)
                .getId();
        tell("queue", routing.getRoutingQueue(queue).getName());
        tell(
                "aggregates",
                analytics
                        .postAnalyticsConversationsAggregatesQuery(new ConversationAggregationQuery()
                                .interval("2026-03-02T00:00:00.000Z/2026-03-03T00:00:00.000Z")
                                .groupBy(List.of(ConversationAggregationQuery.GroupByEnum.QUEUEID))
                                .metrics(List.of(ConversationAggregationQuery.MetricsEnum.NOFFERED))
                                .filter(new ConversationAggregateQueryFilter()
                                        .type(ConversationAggregateQueryFilter.TypeEnum.AND)
                                        .predicates(List.of(new ConversationAggregateQueryPredicate()
                                                .dimension(ConversationAggregateQueryPredicate.DimensionEnum.MEDIATYPE)
                                                .value("voice")))))
                        .getResults()
                        .size());
        tell(
                "observations",
                analytics
                        .postAnalyticsQueuesObservationsQuery(new QueueObservationQuery()
                                .metrics(List.of(QueueObservationQuery.MetricsEnum.OWAITING))
                                .filter(new QueueObservationQueryFilter()
                                        .type(QueueObservationQueryFilter.TypeEnum.OR)
                                        .predicates(List.of(new QueueObservationQueryPredicate()
                                                .dimension(QueueObservationQueryPredicate.DimensionEnum.QUEUEID)
                                                .value(queue)))))
                        .getResults()
                        .size());
    }

    private void meetErrors() throws Exception {
        refusal("unknown", () -> users.getUser("00000000-0000-0000-0000-000000000000", null, null, null));
        refusal(
                "page size",
                () -> users.getUsers(
                        GetUsersRequest.builder().withPageSize(100_000).build()));
        refusal("limit", () -> groups.getGroups(GetGroupsRequest.builder().build()));
    }

    private void write() throws Exception {
        look("before", "00000000-0000-0000-0000-000000000000");
        String id = routing.postRoutingQueues(
                        new CreateQueueRequest().name("Night").description("Calls of the night"))
                .getId();
        look("created", id);
        routing.putRoutingQueue(id, new QueueRequest().name("Day"));
        look("changed", id);
        routing.deleteRoutingQueue(id, null);
        look("deleted", id);
    }

    /** Asks what it is told to, line by line, with the one token of its login. */
    private void listen() throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Ask ask = line.equals("queues")
                    ? () -> routing.getRoutingQueues(
                            GetRoutingQueuesRequest.builder().build())
                    : () -> users.getUsers(GetUsersRequest.builder().build());
            refusal(line, ask);
        }
    }

    private void look(String when, String id) throws Exception {
        String object;
        try {
            object = routing.getRoutingQueue(id).getName();
        } catch (ApiException refused) {
            object = Integer.toString(refused.getStatusCode());
        }
        Map<String, String> names = new HashMap<>();
        pages(page -> {
            var listing = routing.getRoutingQueues(GetRoutingQueuesRequest.builder()
                    .withPageSize(PAGE_SIZE)
                    .withPageNumber(page)
                    .build());
            listing.getEntities().forEach(queue -> names.put(queue.getId(), queue.getName()));
            return new Page(List.of(), listing.getPageCount());
        });
        tell(when, object + ", in the list " + names.getOrDefault(id, "not") + ", among " + names.size());
    }

    /** It would show its token to whoever a redirect leads to, which no signed address takes; so it asks for the address. */
    private void download(String file) throws Exception {
        String address = downloads.getDownload(file, null, false, null).getUrl();
        HttpResponse<byte[]> opened = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofByteArray());
        tell("downloaded", opened.statusCode() + " " + opened.body().length);
    }

    private void run() throws Exception {
        String job = analytics
                .postAnalyticsConversationsDetailsJobs(
                        new AsyncConversationQuery().interval("2026-03-02T00:00:00.000Z/2026-03-03T00:00:00.000Z"))
                .getJobId();
        AsyncQueryStatus.StateEnum state;
        do {
            state = analytics.getAnalyticsConversationsDetailsJob(job).getState();
        } while (state == AsyncQueryStatus.StateEnum.QUEUED || state == AsyncQueryStatus.StateEnum.PENDING);
        tell("state", state);
        List<String> ids = new ArrayList<>();
        String cursor = null;
        int count = 0;
        do {
            var page = analytics.getAnalyticsConversationsDetailsJobResults(job, cursor, null);
            page.getConversations().forEach(conversation -> ids.add(conversation.getConversationId()));
            cursor = page.getCursor();
            count++;
        } while (cursor != null);
        tell("results", ids.size() + " of " + new HashSet<>(ids).size() + " in " + count + " pages");
    }

    private static String pages(Turn turn) throws Exception {
        List<String> ids = new ArrayList<>();
        int pageCount = 1;
        for (int number = 1; number <= pageCount; number++) {
            Page page = turn.to(number);
            ids.addAll(page.ids());
            pageCount = page.pageCount();
        }
        return ids.size() + " of " + new HashSet<>(ids).size();
    }

    private static void refusal(String name, Ask ask) throws Exception {
        try {
            ask.run();
            tell(name, "answered");
        } catch (ApiException refused) {
            tell(
                    name,
                    refused.getStatusCode() + " retry-after="
                            + refused.getHeaders().get("Retry-After") + ' ' + refused.getRawBody());
        }
    }

    private static void tell(String name, Object value) {
        System.out.println("told: " + name + ": " + value);
    }

    private interface Turn {
        Page to(int number) throws Exception;
    }

    private interface Ask {
        void run() throws Exception;
    }

    private record Page(List<String> ids, int pageCount) {}
}
