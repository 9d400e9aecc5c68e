#include "app/desktop/pages/detailpage.h"

#include "app/desktop/containermodel.h"
#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/lifecyclebadge.h"
#include "app/desktop/pages/servicesview.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/card.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/style.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

namespace {

QString localTime(const QString &iso)
{
    const QDateTime time = QDateTime::fromString(iso, Qt::ISODateWithMs).toLocalTime();
    return time.isValid() ? QLocale().toString(time, QLocale::ShortFormat) : QString();
}

QList<std::pair<QString, QString>> factsOf(const Container &c)
{
    const auto number = [&c](const char *key) {
        const QJsonValue value = c.spec.value(QLatin1StringView(key));
        return value.isDouble() ? QLocale().toString(value.toInt()) : QString();
    };
    const auto with = [](const QString &value, const QString &unit) {
        return value.isEmpty() ? value : value + unit;
    };
    return {
        {DetailPage::tr("Template"), c.templateName.isEmpty() ? DetailPage::tr("default") : c.templateName},
        {DetailPage::tr("Address"), c.address},
        {DetailPage::tr("Host"), c.host},
        {DetailPage::tr("Name on host"), c.hostRef},
        {DetailPage::tr("Created"), localTime(c.createdAt)},
        {DetailPage::tr("Finished"), localTime(c.finishedAt)},
        {DetailPage::tr("Cores"), number("cores")},
        {DetailPage::tr("Memory"), with(number("memoryMb"), DetailPage::tr(" MB"))},
        {DetailPage::tr("Disk"), with(number("diskGb"), DetailPage::tr(" GB"))},
        {DetailPage::tr("Identity"), c.id.value}};
}

} // namespace

DetailPage::DetailPage(credentials::SecretClipboard &clipboard, QWidget *parent)
    : QWidget(parent), m_title(new elements::ElidedLabel({}, TextStyle::Title)), m_state(new elements::Badge),
      m_simulation(new elements::Badge(tr("Simulation"), Role::Warning, Icon::Flask)),
      m_message(new elements::InlineMessage), m_facts(new QGridLayout),
      m_services(new ServicesView(clipboard)), m_log(new QPushButton(tr("Show Log"))),
      m_delete(new QPushButton(tr("Delete…")))
{
    setObjectName(QStringLiteral("detailPage"));
    m_log->setObjectName(QStringLiteral("showLog"));
    m_log->setIcon(theme::icon(Icon::Log));
    m_delete->setObjectName(QStringLiteral("deleteContainer"));
    m_delete->setIcon(theme::icon(Icon::Trash, Role::Danger));
    auto *head = new QHBoxLayout;
    head->setSpacing(space(1));
    head->addWidget(m_title);
    head->addWidget(m_state);
    head->addWidget(m_simulation);
    head->addStretch(1);
    head->addWidget(m_log);
    head->addWidget(m_delete);
    auto *facts = new elements::Card;
    m_facts->setContentsMargins(margins(1.8, 1.5));
    m_facts->setHorizontalSpacing(space(2));
    m_facts->setVerticalSpacing(space(0.7));
    m_facts->setColumnStretch(1, 1);
    m_facts->setColumnStretch(3, 1);
    facts->setLayout(m_facts);
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(margins(2, 1.6));
    rows->setSpacing(space(1.4));
    rows->addLayout(head);
    rows->addWidget(m_message);
    rows->addWidget(facts);
    rows->addWidget(new Label(tr("Services"), TextStyle::Heading));
    rows->addWidget(m_services);
    rows->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    connect(m_delete, &QPushButton::clicked, this, &DetailPage::askToDelete);
    connect(m_log, &QPushButton::clicked, this, [this] { emit logRequested(m_container.id); });
    connect(m_services, &ServicesView::retryRequested, this, &DetailPage::servicesRequested);
}

void DetailPage::showContainer(const Container &container)
{
    if (container.id == m_container.id && container == m_container)
        return;
    if (container.id != m_container.id) {
        m_message->hide();
        setDeleting(false);
    }
    m_container = container;
    m_title->setText(container.hostname);
    const LifecycleLook look = lookOf(container.lifecycle);
    m_state->set(lifecycleText(container), look.tone, look.icon);
    m_simulation->setVisible(container.isSimulated);
    while (QLayoutItem *item = m_facts->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int at = 0;
    for (const auto &[name, value] : factsOf(container)) {
        if (value.isEmpty())
            continue;
        auto *shown = new elements::ElidedLabel(value);
        shown->setAccessibleName(tr("%1: %2").arg(name, value));
        m_facts->addWidget(new Label(name, TextStyle::Small, Role::Muted), at / 2, at % 2 * 2);
        m_facts->addWidget(shown, at / 2, at % 2 * 2 + 1);
        ++at;
    }
}

void DetailPage::showServices(const ServiceList &list) { m_services->showServices(list); }
void DetailPage::showServicesFailure(const QString &message) { m_services->showFailure(message); }
void DetailPage::showServicesLoading() { m_services->showLoading(); }

void DetailPage::setDeleting(bool deleting)
{
    m_delete->setEnabled(!deleting);
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
