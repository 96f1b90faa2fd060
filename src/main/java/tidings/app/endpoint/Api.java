package tidings.app.endpoint;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import tidings.app.configuration.Features;
import tidings.app.configuration.Features.Feature;
import tidings.ingress.http.DeadLettersResource;
import tidings.ingress.http.ImmediatePublish;
import tidings.ingress.http.PublishResource;
import tidings.ingress.http.PublishStreamResource;
import tidings.platform.http.ClientAddress;
import tidings.platform.http.NoStore;
import tidings.platform.http.ReadableHead;
import tidings.platform.http.SingleParameters;
import tidings.platform.http.authentication.AdminFilter;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.http.authentication.RequestGate;
import tidings.push.endpoint.AdminResource;
import tidings.push.endpoint.ConnectionsResource;
import tidings.push.endpoint.EventsResource;
import tidings.push.endpoint.PolicyResource;
import tidings.push.endpoint.PollResource;
import tidings.push.endpoint.RefusalForm;
import tidings.push.endpoint.TicketsResource;
import tidings.runs.agent.AgentResource;
import tidings.runs.chat.ChatResource;
import tidings.runs.chat.CompactResource;
import tidings.runs.conversation.endpoint.ConversationsResource;
import tidings.runs.graph.GraphsResource;
import tidings.runs.run.endpoint.RunGate;
import tidings.runs.run.endpoint.RunsResource;
import tidings.runs.tool.ToolsResource;

/** The application under {@code /api}: every call has a caller. */
@ApplicationPath("/api")
public class Api extends Application {

  private static final Set<Class<?>> ALWAYS =
      Set.of(
          ClientAddress.class,
          AuthenticationFilter.class,
          Problems.class,
          NoStore.class,
          ReadableHead.class,
          RequestGate.class,
          SingleParameters.class,
          AdminFilter.class,
          AdminResource.class,
          PolicyResource.class);

  private static final Set<Class<?>> OF_PUSH =
      Set.of(
          EventsResource.class,
          PollResource.class,
          RefusalForm.class,
          TicketsResource.class,
          ConnectionsResource.class,
          PublishResource.class,
          ImmediatePublish.class,
          PublishStreamResource.class,
          DeadLettersResource.class);

  private static final Set<Class<?>> OF_RUNS =
      Set.of(
          RunGate.class,
          RunsResource.class,
          ToolsResource.class,
          ChatResource.class,
          CompactResource.class,
          AgentResource.class,
          GraphsResource.class,
          ConversationsResource.class);

  @Override
  public Set<Class<?>> getClasses() {
    return classes(Features.of(ConfigProvider.getConfig()));
  }

  /** The resources and providers of a node with these features. */
  public static Set<Class<?>> classes(Features features) {
    var classes = new HashSet<>(ALWAYS);
    if (features.has(Feature.PUSH)) {
      classes.addAll(OF_PUSH);
    }
    if (features.has(Feature.RUNS)) {
      classes.addAll(OF_RUNS);
    }
    return classes;
  }
}
