import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.TransportUtils;
import co.elastic.clients.transport.rest_client.RestClientTransport;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.nio.client.HttpAsyncClientBuilder;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;

/** How the Java client 8 is made. */
final class Connection {
  private Connection() {}

  static ElasticsearchClient open(String url, String authority, JsonNode credential) throws IOException {
    var trust = authority == null ? null : TransportUtils.sslContextFromHttpCaCrt(new File(authority));
    var client = RestClient.builder(HttpHost.create(url)).setHttpClientConfigCallback(http -> {
      if (trust != null) http.setSSLContext(trust);
      return identify(http, credential);
    });
    switch (credential.get("scheme").asText()) {
      case "bearer" -> client.setDefaultHeaders(authorization("Bearer " + credential.get("secret").asText()));
      case "api_key" -> client.setDefaultHeaders(authorization("ApiKey " + credential.get("secret").asText()));
      default -> { }
    }
    return new ElasticsearchClient(new RestClientTransport(client.build(), new JacksonJsonpMapper()));
  }

  /** A status that the client does not read itself (409 is one) comes as the exception of the layer below. */
  static Map<String, Object> refusal(Exception error) {
    if (!(error instanceof ResponseException refused)) throw new IllegalStateException(error);
    return Map.of("status", refused.getResponse().getStatusLine().getStatusCode(), "type", "ResponseException");
  }

  private static HttpAsyncClientBuilder identify(HttpAsyncClientBuilder http, JsonNode credential) {
    if (!credential.get("scheme").asText().equals("basic")) return http;
    var user = new UsernamePasswordCredentials(
        credential.get("username").asText(), credential.get("password").asText());
    var credentials = new BasicCredentialsProvider();
    credentials.setCredentials(AuthScope.ANY, user);
    return http.setDefaultCredentialsProvider(credentials);
  }

  private static Header[] authorization(String value) {
    return new Header[] {new BasicHeader("Authorization", value)};
  }
}
