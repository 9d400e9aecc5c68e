#include "app/desktop/pages/detailpage.h"

#include "app/desktop/containermodel.h"
#include "app/desktop/historycontroller.h"
#include "app/desktop/livecontroller.h"
#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/historyview.h"
#include "app/desktop/pages/lifecyclebadge.h"
#include "app/desktop/pages/livepanel.h"
#include "app/desktop/pages/pagelayout.h"
#include "app/desktop/pages/powerbar.h"
#include "app/desktop/pages/reachcard.h"
#include "app/desktop/pages/servicesview.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/card.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/style.h"

#include <QDateTime>
#include <QDesktopServices>
#include <QGridLayout>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

namespace {

QString localTime(const QString &iso)
{
    const QDateTime time = QDateTime::fromString(iso, Qt::ISODateWithMs).toLocalTime();
    return time.isValid() ? QLocale().toString(time, QLocale::ShortFormat) : QString();
}

using Facts = QList<std::pair<QString, QString>>;

/// What it is, and what it has: each a column.
std::array<Facts, 2> factsOf(const Container &c, const QString &displayName, qint64 uptime)
{
    const auto number = [&c](const char *key) {
        const QJsonValue value = c.spec.value(QLatin1StringView(key));
        return value.isDouble() ? QLocale().toString(value.toInt()) : QString();
    };
    const auto with = [](const QString &value, const QString &unit) {
        return value.isEmpty() ? value : value + unit;
    };
    const QString host = c.host == QLatin1StringView("proxmox") ? QStringLiteral("Proxmox VE") : c.host;
    std::array<Facts, 2> facts = {
        Facts{{DetailPage::tr("Template"),
               c.templateName.isEmpty() ? DetailPage::tr("default") : c.templateName},
              {DetailPage::tr("Node"), c.node},
              {DetailPage::tr("Host"), host},
              {c.node.isEmpty() ? DetailPage::tr("Name on host") : DetailPage::tr("VMID"),
               displayName.isEmpty() ? nameOnHost(c) : displayName},
              {DetailPage::tr("Created"), localTime(c.createdAt)},
              {DetailPage::tr("Finished"), localTime(c.finishedAt)}},
        Facts{{DetailPage::tr("Address"), c.address},
              {DetailPage::tr("Running for"), uptime < 0 ? DetailPage::tr("–") : uptimeText(uptime)},
              {DetailPage::tr("Cores"), number("cores")},
              {DetailPage::tr("Memory"), with(number("memoryMb"), DetailPage::tr(" MB"))},
              {DetailPage::tr("Disk"), with(number("diskGb"), DetailPage::tr(" GB"))},
              {DetailPage::tr("Identity"), c.id.value}}};
    for (Facts &column : facts)
        column.removeIf([](const auto &fact) { return fact.second.isEmpty(); });
    return facts;
}

} // namespace

namespace {

/// A tab that scrolls; the frame around the page's margins is the page's.
QWidget *scrolled(QWidget *content)
{
    auto *scroll = new QScrollArea;
    makePageScroll(*scroll);
    scroll->setWidget(content);
    content->setAutoFillBackground(false);
    return scroll;
}

} // namespace

DetailPage::DetailPage(credentials::SecretClipboard &clipboard, LiveController &live,
                       HistoryController &history, QWidget *parent)
    : QWidget(parent), m_live(live), m_title(new elements::ElidedLabel({}, TextStyle::Title)),
      m_state(new elements::Badge), m_power(new elements::Badge),
      m_simulation(new elements::Badge(tr("Simulation"), Role::Warning, Icon::Flask)),
      m_hostSays(new Label({}, TextStyle::Small, Role::Muted)), m_powerBar(new PowerBar(live)),
      m_figures(new LivePanel(live)), m_message(new elements::InlineMessage), m_facts(new QGridLayout),
      m_tabs(pageTabs(QStringLiteral("detailTabs"))), m_reach(new ReachCard),
      m_services(new ServicesView(clipboard)), m_runs(history), m_history(new HistoryView(history)),
      m_rediscover(new QPushButton(tr("Search Again"))), m_log(new QPushButton(tr("Show Log"))),
      m_delete(new QPushButton(tr("Delete…")))
{
    setObjectName(QStringLiteral("detailPage"));
    m_hostSays->setObjectName(QStringLiteral("hostSays"));
    m_hostSays->setWordWrap(true);
    m_tabs->setAccessibleName(tr("What is shown of the container"));
    m_tabs->addTab(makeOverview(), tr("Overview")); // in the order of DetailTab
    m_tabs->addTab(makeServices(), tr("Services"));
    m_tabs->addTab(m_history, tr("Events"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(headMargins()); // what scrolls goes to the edge
    rows->setSpacing(space(1));
    auto *head = new QVBoxLayout;
    head->setContentsMargins(0, 0, space(2), 0);
    head->setSpacing(space(1));
    head->addLayout(makeHead());
    head->addLayout(makeActions());
    head->addWidget(m_powerBar);
    head->addWidget(m_hostSays);
    head->addWidget(m_message);
    rows->addLayout(head);
    rows->addWidget(m_tabs, 1);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] { emit tabChosen(tab()); });
    connect(m_delete, &QPushButton::clicked, this, &DetailPage::askToDelete);
    connect(m_log, &QPushButton::clicked, this, [this] { emit logRequested(m_container.id); });
    connect(m_reach, &ReachCard::openRequested, this,
            [](const QUrl &url) { QDesktopServices::openUrl(url); });
    connect(m_services, &ServicesView::retryRequested, this, &DetailPage::servicesRequested);
    connect(m_services, &ServicesView::logRequested, this, &DetailPage::serviceLogRequested);
    connect(m_history, &HistoryView::followRequested, this, [this] { emit logRequested(m_container.id); });
    connectLive();
    showState();
}

QWidget *DetailPage::makeOverview()
{
    auto *facts = new elements::Card;
    m_facts->setContentsMargins(margins(1.8, 1.5));
    m_facts->setHorizontalSpacing(space(2));
    m_facts->setVerticalSpacing(space(0.7));
    m_facts->setColumnStretch(1, 1);
    m_facts->setColumnStretch(3, 1);
    facts->setLayout(m_facts);
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, space(1.4), scrollMargin(), space(2));
    rows->setSpacing(space(1.4));
    rows->addWidget(m_figures);
    rows->addWidget(facts);
    rows->addWidget(m_reach);
    rows->addStretch(1);
    return scrolled(content);
}

QWidget *DetailPage::makeServices()
{
    auto *head = new QHBoxLayout;
    head->addWidget(
        new Label(tr("What runs in the container, and how to log in."), TextStyle::Body, Role::Muted), 1);
    head->addWidget(m_rediscover);
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, space(1.4), scrollMargin(), space(2));
    rows->setSpacing(space(1.2));
    rows->addLayout(head);
    rows->addWidget(m_services);
    rows->addStretch(1);
    return scrolled(content);
}

void DetailPage::showTab(Tab tab) { m_tabs->setCurrentIndex(static_cast<int>(tab)); }

DetailPage::Tab DetailPage::tab() const { return static_cast<Tab>(m_tabs->currentIndex()); }

QLayout *DetailPage::makeHead()
{
    m_power->setObjectName(QStringLiteral("powerState"));
    auto *head = new QHBoxLayout;
    head->setSpacing(space(1));
    head->addWidget(m_title);
    head->addWidget(m_power);
    head->addWidget(m_state);
    head->addWidget(m_simulation);
    head->addWidget(m_powerBar->progress());
    head->addStretch(1);
    m_title->setMinimumHeight(controlHeight());
    return head;
}

QLayout *DetailPage::makeActions()
{
    m_log->setObjectName(QStringLiteral("showLog"));
    m_log->setIcon(theme::icon(Icon::Log));
    m_delete->setObjectName(QStringLiteral("deleteContainer"));
    m_delete->setIcon(theme::icon(Icon::Trash, Role::Danger));
    m_rediscover->setObjectName(QStringLiteral("rediscover"));
    m_rediscover->setIcon(theme::icon(Icon::Search));
    m_rediscover->setAccessibleName(tr("Search for services again"));
    auto *row = new QHBoxLayout;
    row->setSpacing(space(0.8));
    for (QPushButton *button : m_powerBar->buttons())
        row->addWidget(button);
    row->addStretch(1);
    row->addWidget(m_log);
    row->addWidget(m_delete);
    return row;
}

void DetailPage::connectLive()
{
    connect(&m_live, &LiveController::changed, this, &DetailPage::showState);
    connect(m_powerBar, &PowerBar::busyChanged, this, &DetailPage::showState);
    connect(m_rediscover, &QPushButton::clicked, this, [this] {
        showServicesLoading();
        m_live.rediscover();
    });
    connect(&m_live, &LiveController::servicesFound, this, &DetailPage::showServices);
    connect(&m_live, &LiveController::searchFailed, this, &DetailPage::showServicesFailure);
}

void DetailPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_live.setActive(isWorthAsking());
}

void DetailPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_live.setActive(false);
}

bool DetailPage::isWorthAsking() const
{
    return !m_container.hostRef.isEmpty() &&
           (m_container.lifecycle == Lifecycle::Ready || m_container.lifecycle == Lifecycle::Stopped ||
            m_container.lifecycle == Lifecycle::Error);
}

void DetailPage::showContainer(const Container &container)
{
    if (container.id == m_container.id && container == m_container)
        return;
    if (container.id != m_container.id) {
        m_message->hide();
        m_reach->setServices({});
        setDeleting(false);
    }
    m_container = container;
    m_reach->setAddress(container.address);
    m_history->setFileName(container.hostname);
    m_runs.watch(container);
    m_live.watch(container.id);
    m_live.setActive(isVisible() && isWorthAsking());
    m_powerBar->setContainer(container);
    m_title->setText(container.hostname);
    const LifecycleLook look = lookOf(container.lifecycle);
    m_state->set(lifecycleText(container), look.tone, look.icon);
    m_simulation->setVisible(container.isSimulated);
    showState();
}

void DetailPage::showState()
{
    const LiveAnswer live = m_live.live().value_or(LiveAnswer());
    const bool isAsked = isWorthAsking();
    const LifecycleLook look = lookOf(live.status.power);
    const QString word = powerText(live.status.power);
    m_power->set(word.isEmpty() ? tr("state unknown") : word, look.tone, look.icon);
    m_power->setVisible(isAsked && m_live.live());
    // "ready" is how the creation ended; while the host says how it stands that is what counts.
    m_state->setVisible(!m_power->isVisibleTo(this) || m_container.lifecycle == Lifecycle::Error);
    m_figures->setVisible(isAsked);
    QStringList says;
    if (!live.status.lock.isEmpty())
        says.append(tr("Locked by its host: %1.").arg(live.status.lock));
    if (!live.status.task.isEmpty() && m_live.runningAction().isEmpty())
        says.append(tr("Going on there: %1.").arg(live.status.task));
    if (m_container.cleanup)
        says.append(
            tr("It failed and was to be removed, which was not possible yet (attempts: %1). The backend goes "
               "on trying. %2")
                .arg(m_container.cleanup->attempts + 1)
                .arg(m_container.cleanup->problem));
    m_hostSays->setText(says.join(QLatin1Char(' ')));
    m_hostSays->setVisible(!says.isEmpty());
    const bool isRunning = live.status.power == HostStatus::Power::Running;
    m_rediscover->setEnabled(isAsked && isRunning && !m_live.isSearching());
    m_rediscover->setText(m_live.isSearching() ? tr("Searching…") : tr("Search Again"));
    m_rediscover->setToolTip(isRunning ? QString() : tr("It has to run for that."));
    m_delete->setEnabled(!m_deleting && !m_powerBar->isBusy());
    showFacts();
}

void DetailPage::showFacts()
{
    const LiveAnswer live = m_live.live().value_or(LiveAnswer());
    const bool isRunning = live.status.power == HostStatus::Power::Running;
    const auto columns = factsOf(m_container, live.displayName, isRunning ? live.status.uptimeSeconds : -1);
    for (int column = 0; column < int(columns.size()); ++column) {
        const Facts &facts = columns[size_t(column)];
        for (int row = 0; row < facts.size(); ++row) {
            const auto &[name, value] = facts.at(row);
            factLabel(row, 2 * column)->setText(name);
            Label *label = factLabel(row, 2 * column + 1);
            label->setText(value);
            label->setAccessibleName(tr("%1: %2").arg(name, value));
        }
        for (int row = int(facts.size()); row < m_facts->rowCount(); ++row) {
            for (const int part : {0, 1}) {
                if (QLayoutItem *item = m_facts->itemAtPosition(row, 2 * column + part))
                    item->widget()->hide();
            }
        }
    }
}

Label *DetailPage::factLabel(int row, int column)
{
    // The same labels, so that nothing flickers and a selection stays.
    if (QLayoutItem *item = m_facts->itemAtPosition(row, column)) {
        item->widget()->show();
        return static_cast<Label *>(item->widget());
    }
    Label *label =
        column % 2 == 0 ? new Label({}, TextStyle::Small, Role::Muted) : new elements::ElidedLabel({});
    m_facts->addWidget(label, row, column);
    return label;
}

void DetailPage::showServices(const ServiceList &list)
{
    m_services->showServices(list);
    m_reach->setServices(list);
}

void DetailPage::showServicesFailure(const QString &message) { m_services->showFailure(message); }
void DetailPage::showServicesLoading() { m_services->showLoading(); }

void DetailPage::setDeleting(bool deleting)
{
    m_deleting = deleting;
    m_delete->setEnabled(!deleting && !m_powerBar->isBusy());
    m_delete->setText(deleting ? tr("Deleting…") : tr("Delete…"));
}

void DetailPage::showProblem(const QString &message)
{
    m_message->showMessage(elements::InlineMessage::Kind::Error, message);
}

void DetailPage::askToDelete()
{
    if (!confirmDeletion(m_container, this))
        return;
    setDeleting(true);
    emit deleteConfirmed(m_container.id);
}

} // namespace slipway::desktop
