package tidings.it.support;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A reverse proxy of Debian's, with its documented lines from {@code src/docs/operations.md}. */
public enum ReverseProxy {
  NGINX("nginx", "/usr/sbin/nginx") {
    @Override
    String configuration(String block, Path folder, int port) {
      return """
      %s
      daemon off;
      pid nginx.pid;
      error_log stderr;
      events {}
      http {
        access_log off;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        server {
          listen 127.0.0.1:%d;
          %s
        }
      }
      """
          .formatted(isRoot() ? "user root;" : "", port, block);
    }

    @Override
    List<String> command(Path configuration, Path folder, int port) {
      return List.of(program, "-p", folder.toString(), "-c", configuration.toString());
    }
  },

  HAPROXY("haproxy", "/usr/sbin/haproxy") {
    @Override
    String configuration(String block, Path folder, int port) {
      return """
      defaults
        mode http
        timeout connect 5s
        timeout client 60s
        timeout server 60s
      frontend in
        bind 127.0.0.1:%d
        default_backend tidings
      %s
      """
          .formatted(port, block);
    }

    @Override
    List<String> command(Path configuration, Path folder, int port) {
      return List.of(program, "-db", "-f", configuration.toString());
    }
  },

  APACHE("apache", "/usr/sbin/apache2") {
    @Override
    String configuration(String block, Path folder, int port) {
      var modules = new StringBuilder();
      for (var module :
          List.of("mpm_event", "authz_core", "proxy", "proxy_http", "headers", "setenvif")) {
        modules.append(
            "LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n".formatted(module, module));
      }
      return """
      %s
      ServerName localhost
      Listen 127.0.0.1:%d
      PidFile "%s/apache.pid"
      ErrorLog "%s/error.log"
      DefaultRuntimeDir "%s"
      %s
      %s
      """
          .formatted(
              modules,
              port,
              folder,
              folder,
              folder,
              isRoot() ? "User www-data\nGroup www-data" : "",
              block);
    }

    @Override
    List<String> command(Path configuration, Path folder, int port) {
      return List.of(program, "-f", configuration.toString(), "-DFOREGROUND");
    }
  },

  CADDY("caddyfile", "/usr/bin/caddy") {
    @Override
    String configuration(String block, Path folder, int port) {
      return """
      {
        admin off
        auto_https off
        storage file_system "%s"
      }
      http://:%d {
        bind 127.0.0.1
        %s
      }
      """
          .formatted(folder, port, block);
    }

    @Override
    List<String> command(Path configuration, Path folder, int port) {
      return List.of(
          program, "run", "--adapter", "caddyfile", "--config", configuration.toString());
    }
  },

  VARNISH("vcl", "/usr/sbin/varnishd") {
    @Override
    String configuration(String block, Path folder, int port) {
      return block;
    }

    @Override
    List<String> command(Path configuration, Path folder, int port) {
      return List.of(
          program,
          "-F",
          "-j",
          "none",
          "-n",
          folder.resolve("varnish").toString(),
          "-s",
          "malloc,16m",
          "-a",
          "127.0.0.1:" + port,
          "-f",
          configuration.toString());
    }
  },

  SQUID("squid", "/usr/sbin/squid") {
    @Override
    String configuration(String block, Path folder, int port) {
      return """
      visible_hostname localhost
      pid_filename none
      cache_log /dev/null
      cache_store_log none
      access_log none
      netdb_filename none
      pinger_enable off
      shutdown_lifetime 1 second
      %s
      %s
      """
          .formatted(isRoot() ? "cache_effective_user proxy" : "", block)
          .replace("127.0.0.1:8080", "127.0.0.1:" + port);
    }

    @Override
    List<String> command(Path configuration, Path folder, int port) {
      // The name separates its shared memory from that of another, or a killed, proxy.
      return List.of(program, "-N", "-n", "tidings" + port, "-f", configuration.toString());
    }
  };

  private static final Path PAGE = Path.of("src/docs/operations.md");
  private static final Path ALL = Path.of("target/it/reverse-proxies");
  private static final Duration START = Duration.ofSeconds(30);

  final String language;
  final String program;

  ReverseProxy(String language, String program) {
    this.language = language;
    this.program = program;
  }

  abstract String configuration(String block, Path folder, int port);

  abstract List<String> command(Path configuration, Path folder, int port);

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** The documented lines of this proxy. */
  public String documented() {
    return documented(language);
  }

  /** The documented lines of nginx that remove a prefix from the path. */
  public static String nginxWithPrefix() {
    return documented("nginx-prefix");
  }

  private static String documented(String block) {
    try {
      var found =
          Pattern.compile("```" + block + "\n(.*?)```", Pattern.DOTALL)
              .matcher(Files.readString(PAGE));
      assertTrue(found.find(), block);
      return found.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it before a server, with the documented lines. */
  public Started before(LibertyServer server) {
    return before(server, documented());
  }

  /** Starts it before a server, with these lines; 9080 in them is replaced by the server's port. */
  public Started before(LibertyServer server, String lines) {
    requireProgram();
    int port = FreePort.find();
    var folder = ALL.resolve(name() + "-" + port).toAbsolutePath();
    var configuration = folder.resolve("configuration");
    try {
      Folders.delete(folder);
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Consumer<String> configure =
        text ->
            write(
                configuration,
                configuration(text, folder, port).replace("9080", "" + server.httpPort()));
    configure.accept(lines);
    var output = folder.resolve("output.log");
    var process =
        ChildProcess.start(
            command(configuration, folder, port), Map.of("HOME", folder.toString()), output);
    Awaitility.await("the proxy")
        .atMost(START)
        .failFast("it ended: " + output, () -> !process.isAlive())
        .until(() -> !FreePort.isFree(port));
    return new Started(process, port, configure);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireProgram() {
    if (!Files.isExecutable(Path.of(program))) {
      var what = program + " is not installed";
      if ("true".equals(System.getenv("CI"))) {
        fail(what);
      }
      abort("Not tested behind a proxy: " + what);
    }
  }

  /** A running proxy; it stops when it is closed. */
  public record Started(ChildProcess process, int port, Consumer<String> configure)
      implements AutoCloseable {

    public String url() {
      return "http://" + authority();
    }

    /** Makes nginx continue with other lines. */
    public void reload(String lines) {
      configure.accept(lines);
      process.signal("HUP");
    }

    public String authority() {
      return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
      process.terminate(); // a kill would leave its workers running
      if (!process.exits(Duration.ofSeconds(5))) {
        process.kill();
      }
    }
  }
}
