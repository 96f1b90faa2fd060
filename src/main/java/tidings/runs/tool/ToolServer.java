package tidings.runs.tool;

import java.util.List;

/** Some tools under one name. Thread-safe. */
public interface ToolServer extends AutoCloseable {

  /** Its name in {@code mcp_servers}. */
  String name();

  /**
   * The tools that it offers.
   *
   * @throws ToolException if the server is unreachable
   */
  List<Tool> tools() throws InterruptedException;

  @Override
  void close();
}
