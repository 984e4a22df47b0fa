import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/** A node of OpenSearch 2 or 3 made of its jars. Arguments: its folder, then settings as key=value (a list in brackets). */
public class OpenSearchNode extends Node {
    /** Module and class; 3.9 calls some of them …ModulePlugin. */
    private static final Map<String, String> MODULES = Map.of(
        "transport-netty4", "org.opensearch.transport.Netty4",
        "reindex", "org.opensearch.index.reindex.Reindex",
        "mapper-extras", "org.opensearch.index.mapper.MapperExtras");

    /** 2 takes classes, 3 takes descriptions. */
    @SuppressWarnings({ "rawtypes", "unchecked" })
    private OpenSearchNode(Environment environment, Collection modules) {
        super(environment, modules, false);
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder().put("path.home", arguments[0]);
        for (int at = 1; at < arguments.length; at++) {
            String[] pair = arguments[at].split("=", 2);
            if (pair[1].startsWith("[")) settings.putList(pair[0], pair[1].substring(1, pair[1].length() - 1).split(","));
            else settings.put(pair[0], pair[1]);
        }
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
            settings.build(), Map.of(), Path.of(arguments[0], "config"), () -> "node");
        List<Object> modules = new ArrayList<>();
        for (Map.Entry<String, String> module : MODULES.entrySet()) {
            Class<?> type = classOf(module.getValue());
            modules.add(Version.CURRENT.major < 3 ? type : new PluginInfo(module.getKey(), module.getKey(), Version.CURRENT.toString(),
                Version.CURRENT, "17", type.getName(), null, List.of(), false));
        }
        new OpenSearchNode(environment, modules).start();
        Thread.currentThread().join();
    }

    private static Class<?> classOf(String stem) throws ClassNotFoundException {
        try {
            return Class.forName(stem + "ModulePlugin");
        } catch (ClassNotFoundException older) {
            return Class.forName(stem + "Plugin");
        }
    }
}
