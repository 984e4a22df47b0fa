import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.Refresh;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * The session of the official Java client: reads the brief, does its work, prints what it saw. How a client is made differs
 * between 8 and 9: that is Connection, beside this file.
 */
public final class Session {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode brief;

  private Session(JsonNode brief) {
    this.brief = brief;
  }

  public static void main(String[] arguments) {
    try {
      JSON.writeValue(System.out, new Session(JSON.readTree(System.in)).play());
      System.exit(0); // the clients' threads would go on
    } catch (Exception error) {
      error.printStackTrace();
      System.exit(1);
    }
  }

  private Map<String, Object> play() {
    return Map.of(
        "credentials", named("credentials", each -> attempt(() -> work(connect(each), "client-" + name(each)))),
        "refused", named("refused", each -> attempt(() -> connect(each).info().tagline())),
        "powerless", attempt(() -> create(connect(brief.get("powerless")), "client-powerless")),
        "secondary", named("secondary", each -> attempt(() -> secondary(each.get("header").asText()))));
  }

  private Map<String, Object> named(String list, Function<JsonNode, Object> value) {
    Map<String, Object> seen = new LinkedHashMap<>();
    brief.get(list).forEach(each -> seen.put(name(each), value.apply(each)));
    return seen;
  }

  private static String name(JsonNode each) {
    return each.get("name").asText();
  }

  private ElasticsearchClient connect(JsonNode credential) throws Exception {
    return Connection.open(brief.get("url").asText(), brief.has("ca") ? brief.get("ca").asText() : null, credential);
  }

  private static boolean create(ElasticsearchClient client, String index) throws Exception {
    return client.indices().create(request -> request.index(index)).acknowledged();
  }

  private Map<String, Object> work(ElasticsearchClient client, String index) throws Exception {
    JsonNode documents = brief.get("documents");
    JsonNode first = documents.get(0);
    String last = documents.get(documents.size() - 1).get("id").asText();
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("info", client.info().tagline());
    seen.put("created", create(client, index));
    seen.put("bulk", load(client, index));
    seen.put("got", client.get(request -> request.index(index).id(last), JsonNode.class).source().get("name").asText());
    var found = client.search(
        request -> request.index(index).query(query -> query.match(match -> match.field("name").query("heidelberg"))),
        JsonNode.class);
    seen.put("found", found.hits().hits().stream().map(hit -> hit.source().get("name").asText()).toList());
    seen.put("count", client.count(request -> request.index(index)).count());
    // A missing document is no exception for this client: a missing index is.
    seen.put("missing", attempt(() -> client.get(request -> request.index("client-nowhere").id("1"), JsonNode.class).found()));
    seen.put("conflict", attempt(
        () -> client.create(request -> request.index(index).id(first.get("id").asText()).document(first)).id()));
    seen.put("again", attempt(() -> create(client, index)));
    seen.put("deleted", client.indices().delete(request -> request.index(index)).acknowledged());
    return seen;
  }

  private Map<String, Object> load(ElasticsearchClient client, String index) throws Exception {
    var request = new BulkRequest.Builder().index(index).refresh(Refresh.True);
    for (JsonNode each : brief.get("documents")) {
      request.operations(operation -> operation.index(item -> item.id(each.get("id").asText()).document(each)));
    }
    var loaded = client.bulk(request.build());
    return Map.of("errors", loaded.errors(), "items", loaded.items().size());
  }

  private String secondary(String header) throws Exception {
    ElasticsearchClient client = connect(brief.get("credentials").get(0));
    var options = client._transport().options().toBuilder().addHeader("es-secondary-authorization", header).build();
    return client.withTransportOptions(options).security().authenticate().username();
  }

  private static Object attempt(Callable<Object> call) {
    try {
      return call.call();
    } catch (ElasticsearchException error) {
      return Map.of("status", error.status(), "type", "ElasticsearchException: " + error.error().type());
    } catch (Exception error) {
      return Connection.refusal(error);
    }
  }
}
