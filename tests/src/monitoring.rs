//! What a supervisor and a Prometheus read.

use reqwest::Method;

use crate::{
    databases::both,
    stories::{Network, june},
    world::OPERATOR,
};

both! {
    async fn metrics_count_requests_by_route_and_commits_for_the_operator_alone(kind) {
        let network = Network::start(kind).await;
        network.world.clock(&june(15, "10:00")).await;
        network.take(network.lead(1)).await;
        network.get("/api/v1/leads").await;
        network.world.clock(&june(15, "10:01")).await;
        for key in [None, Some(network.admin.as_str())] {
            assert_eq!(network.world.call(Method::GET, "/metrics", key, &[], None).await.status, 404);
        }
        let told = network.world.get(OPERATOR, "/metrics").await.text;
        let figure = |name: &str| {
            let line = told.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap_or_else(|| panic!("{name} in {told}"));
            line.rsplit_once(' ').unwrap().1.to_owned()
        };
        assert_eq!(figure("artel_requests_total{method=\"POST\",route=\"/api/v1/leads\",status=\"2xx\"}"), "1");
        assert!(figure("artel_acts_total").parse::<u64>().unwrap() > 5);
        assert!(figure("artel_commits_total").parse::<u64>().unwrap() > 5);
        assert_eq!(figure("artel_timers_overdue"), "0");
        assert_eq!(figure("artel_events_without_position"), "0");
    }
}
