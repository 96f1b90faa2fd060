import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * Checks ({@code --check}) or rewrites ({@code --write}) every Java file below the folders named.
 */
void main(String[] args) throws IOException {
  var call = new ArrayList<String>();
  if (args[0].equals("--write")) {
    call.add("--replace");
  } else {
    call.addAll(List.of("--dry-run", "--set-exit-if-changed"));
  }
  for (int i = 1; i < args.length; i++) {
    try (var files = Files.walk(Path.of(args[i]))) {
      files.map(Path::toString).filter(f -> f.endsWith(".java")).sorted().forEach(call::add);
    }
  }
  var formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
  int changed = formatter.run(System.out, System.err, call.toArray(new String[0]));
  if (changed != 0) {
    System.err.println("Not formatted: run 'mvn process-sources -Pformat -Dfrontend.skip'");
  }
  System.exit(changed);
}
