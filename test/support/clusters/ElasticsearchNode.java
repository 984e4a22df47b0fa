import java.nio.file.Path;
import java.util.List;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.Plugin;

/** A node of Elasticsearch 7 made of its jars. Arguments: its folder, then settings as key=value. */
public class ElasticsearchNode extends Node {
    private ElasticsearchNode(Environment environment, List<Class<? extends Plugin>> modules) {
        super(environment, modules, false);
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder().put("path.home", arguments[0])
            .put("transport.type", "netty4").put("http.type", "netty4");
        for (int at = 1; at < arguments.length; at++) {
            String[] pair = arguments[at].split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        Environment environment = new Environment(settings.build(), Path.of(arguments[0], "config"));
        LogConfigurator.registerErrorListener();
        LogConfigurator.configure(environment);
        new ElasticsearchNode(environment, List.of(
            Class.forName("org.elasticsearch.transport.Netty4Plugin").asSubclass(Plugin.class),
            Class.forName("org.elasticsearch.reindex.ReindexPlugin").asSubclass(Plugin.class))).start();
        Thread.currentThread().join();
    }
}
