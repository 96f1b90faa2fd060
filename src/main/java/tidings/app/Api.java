package tidings.app;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import tidings.agent.AgentResource;
import tidings.chat.ChatResource;
import tidings.chat.CompactResource;
import tidings.conversation.ConversationsResource;
import tidings.graph.GraphsResource;
import tidings.ingress.http.DeadLettersResource;
import tidings.ingress.http.PublishResource;
import tidings.run.RunGate;
import tidings.run.RunsResource;
import tidings.tool.ToolsResource;
import tidings.wire.AdminGate;
import tidings.wire.AdminResource;
import tidings.wire.ClientAddress;
import tidings.wire.ConnectionsResource;
import tidings.wire.EventsResource;
import tidings.wire.Identify;
import tidings.wire.NoStore;
import tidings.wire.PollResource;
import tidings.wire.ReadableHead;
import tidings.wire.RefusalForm;
import tidings.wire.RequestGate;
import tidings.wire.SingleParameters;
import tidings.wire.TicketsResource;

/** What is under {@code /api}: every call has a caller. */
@ApplicationPath("/api")
public class Api extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        ClientAddress.class,
        Identify.class,
        Problems.class,
        EventsResource.class,
        NoStore.class,
        PollResource.class,
        ReadableHead.class,
        RequestGate.class,
        RefusalForm.class,
        SingleParameters.class,
        TicketsResource.class,
        ConnectionsResource.class,
        AdminGate.class,
        AdminResource.class,
        PublishResource.class,
        DeadLettersResource.class,
        RunGate.class,
        RunsResource.class,
        ToolsResource.class,
        ChatResource.class,
        CompactResource.class,
        AgentResource.class,
        GraphsResource.class,
        ConversationsResource.class);
  }
}
