import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.transport.ElasticsearchTransportConfig;
import co.elastic.clients.transport.TransportUtils;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.util.Map;

/** How the Java client 9 is made. */
final class Connection {
  private Connection() {}

  static ElasticsearchClient open(String url, String authority, JsonNode credential) throws IOException {
    var trust = authority == null ? null : TransportUtils.sslContextFromHttpCaCrt(new File(authority));
    return ElasticsearchClient.of(options -> {
      options.host(url);
      if (trust != null) options.sslContext(trust);
      return identify(options, credential);
    });
  }

  /** Every refusal is an exception of the client itself. */
  static Map<String, Object> refusal(Exception error) {
    throw new IllegalStateException(error);
  }

  private static ElasticsearchTransportConfig.Builder identify(
      ElasticsearchTransportConfig.Builder options, JsonNode credential) {
    return switch (credential.get("scheme").asText()) {
      case "basic" ->
        options.usernameAndPassword(credential.get("username").asText(), credential.get("password").asText());
      case "bearer" -> options.token(credential.get("secret").asText());
      case "api_key" -> options.apiKey(credential.get("secret").asText());
      default -> options;
    };
  }
}
