#include "app/desktop/pages/createreviewstep.h"

#include "app/desktop/createcommand.h"
#include "app/desktop/pages/pagelayout.h"
#include "app/desktop/reviewlines.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/card.h"
#include "widgets/elements/flowlayout.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QAbstractTextDocumentLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTimer>
#include <QtMath>

namespace slipway::desktop {

using namespace theme;
using namespace Qt::Literals::StringLiterals;
using elements::InlineMessage;

namespace {

struct OutcomeLook
{
    QString text;
    Role tone;
    Icon icon;
};

OutcomeLook lookOf(CreateOutcome::State state)
{
    switch (state) {
    case CreateOutcome::State::Created:
        return {CreateReviewStep::tr("Created"), Role::Success, Icon::Check};
    case CreateOutcome::State::Refused:
        return {CreateReviewStep::tr("Not created"), Role::Danger, Icon::Warning};
    case CreateOutcome::State::Sending:
        return {CreateReviewStep::tr("Being sent"), Role::Accent, Icon::Pending};
    case CreateOutcome::State::Waiting:
        break;
    }
    return {CreateReviewStep::tr("Not sent yet"), Role::Muted, Icon::Clock};
}

} // namespace

CreateReviewStep::CreateReviewStep(CreateContainerController &controller, QWidget *parent)
    : QScrollArea(parent), m_controller(controller), m_column(new QWidget), m_rows(new QVBoxLayout),
      m_groups(new QBoxLayout(QBoxLayout::TopToBottom)), m_machine(new QVBoxLayout), m_inside(new QVBoxLayout)
{
    setObjectName(u"reviewStep"_s);
    makePageScroll(*this);
    auto *outer = new QVBoxLayout(m_column);
    outer->setContentsMargins(space(2), space(1), scrollMargin(), space(2));
    outer->setSpacing(space(1.2));
    auto *second = new QVBoxLayout;
    for (QBoxLayout *layout :
         std::initializer_list<QBoxLayout *>{m_rows, m_groups, m_machine, m_inside, second})
        layout->setSpacing(space(1.2));
    second->addLayout(m_inside);
    second->addWidget(makeCommand());
    second->addStretch(1);
    auto *first = new QVBoxLayout;
    first->addLayout(m_machine);
    first->addStretch(1);
    m_groups->addLayout(first, 1);
    m_groups->addLayout(second, 1);
    outer->addLayout(m_rows);
    outer->addLayout(m_groups);
    outer->addStretch(1);
    auto *center = new QWidget;
    auto *centering = new QHBoxLayout(center);
    centering->setContentsMargins(0, 0, 0, 0);
    centering->addStretch(1);
    centering->addWidget(m_column, 10000); // all there is up to its maximum
    centering->addStretch(1);
    setWidget(center);
    arrange();
}

void CreateReviewStep::arrange()
{
    const bool isWide = width() >= space(132);
    m_groups->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_column->setMaximumWidth(space(isWide ? 160 : 84));
}

void CreateReviewStep::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

QWidget *CreateReviewStep::makeCommand()
{
    auto *card = new elements::Card;
    auto *rows = new QVBoxLayout(card);
    rows->setContentsMargins(margins(1.8, 1.2));
    rows->setSpacing(space(0.8));
    m_copyCommand = new QPushButton(tr("Copy Command"));
    m_copyCommand->setObjectName(u"copyCommand"_s);
    m_copyCommand->setIcon(theme::icon(Icon::Copy));
    auto *copyJson = new QPushButton(tr("Copy as JSON"));
    copyJson->setObjectName(u"copyRequest"_s);
    copyJson->setToolTip(tr("The request for slipwayctl create --spec FILE, without the root password"));
    auto *preset = new QPushButton(tr("Save as Preset…"));
    preset->setObjectName(u"saveAsPreset"_s);
    preset->setIcon(theme::icon(Icon::Save));
    m_command = new QPlainTextEdit;
    m_command->setObjectName(u"command"_s);
    m_command->setAccessibleName(tr("Command that does the same"));
    m_command->setReadOnly(true);
    m_command->setFont(theme::font(TextStyle::Mono));
    m_command->setTabChangesFocus(true);
    m_commandNote = new Label({}, TextStyle::Small, Role::Muted);
    m_commandNote->setObjectName(u"commandNote"_s);
    m_commandNote->setWordWrap(true);
    auto *buttons = new elements::FlowLayout;
    buttons->setSpacing(space(0.8));
    for (QPushButton *button : {m_copyCommand, copyJson, preset})
        buttons->addWidget(button);
    // As high as its lines, up to six of them.
    connect(m_command->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            [this](const QSizeF &lines) {
                const int edge = qRound(m_command->document()->documentMargin()) + m_command->frameWidth();
                m_command->setFixedHeight(qBound(2, qCeil(lines.height()), 6) *
                                              m_command->fontMetrics().lineSpacing() +
                                          2 * edge + 2);
            });
    rows->addWidget(new Label(tr("The same from a terminal"), TextStyle::Heading));
    rows->addWidget(m_command);
    rows->addWidget(m_commandNote);
    rows->addLayout(buttons);
    connect(m_copyCommand, &QPushButton::clicked, this,
            [this] { copy(m_copyCommand, m_command->toPlainText()); });
    connect(copyJson, &QPushButton::clicked, this, [this, copyJson] {
        QJsonObject request = toRedactedJson(m_controller.requests().first());
        request.remove("rootPassword"_L1);
        copy(copyJson, QString::fromUtf8(QJsonDocument(request).toJson()));
    });
    connect(preset, &QPushButton::clicked, this, &CreateReviewStep::presetSaveRequested);
    return card;
}

void CreateReviewStep::copy(QPushButton *button, const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
    const QString before =
        button->property("words").isNull() ? button->text() : button->property("words").toString();
    button->setProperty("words", before);
    button->setText(tr("Copied"));
    QTimer::singleShot(2000, button, [button, before] { button->setText(before); });
}

void CreateReviewStep::clear()
{
    for (QVBoxLayout *rows : {m_rows, m_machine, m_inside}) {
        while (QLayoutItem *item = rows->takeAt(0)) {
            delete item->widget(); // none of its buttons leads here
            delete item;
        }
    }
}

void CreateReviewStep::refresh(bool isSimulated)
{
    clear();
    addProblems();
    if (isSimulated) {
        auto *note = new InlineMessage;
        note->setObjectName(u"reviewSimulation"_s);
        m_rows->addWidget(note);
        note->showMessage(InlineMessage::Kind::Warning,
                          tr("This is a simulation: nothing is created on any machine."));
    }
    QList<QJsonObject> requests;
    for (const ContainerSpec &request : m_controller.requests())
        requests.append(toRedactedJson(request));
    const ReviewTable each = reviewTable(requests);
    if (requests.size() > 1)
        addEach(each);
    for (const ReviewGroup &group : reviewGroups(requests.first(), each.paths))
        addGroup(group);
    refreshCommand();
}

void CreateReviewStep::addProblems()
{
    for (const CreateStep step : kCreateSteps) {
        const QList<FieldError> errors = m_controller.errorsOf(step);
        if (errors.isEmpty())
            continue;
        auto *message = new InlineMessage;
        message->setObjectName(u"problem:%1"_s.arg(int(step)));
        m_rows->addWidget(message);
        QStringList words;
        for (const FieldError &error : errors.mid(0, 3))
            words.append(error.message);
        if (errors.size() > 3)
            words.append(tr("And %n more.", nullptr, int(errors.size()) - 3));
        message->showMessage(InlineMessage::Kind::Error, words.join(u'\n'),
                             tr("Go to %1").arg(createStepName(step)));
        connect(message, &InlineMessage::actionTriggered, this, [this, step] { emit editRequested(step); });
    }
}

void CreateReviewStep::addEach(const ReviewTable &each)
{
    auto *card = new elements::Card;
    card->setObjectName(u"reviewNames"_s);
    auto *rows = new QVBoxLayout(card);
    rows->setContentsMargins(margins(1.8, 1.2));
    rows->setSpacing(space(0.6));
    const QList<CreateOutcome> outcomes = m_controller.outcomes();
    const int columns = int(each.labels.size());
    rows->addWidget(new Label(tr("%n containers, one after the other", nullptr, int(each.rows.size())),
                              TextStyle::Heading));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(space(2));
    grid->setVerticalSpacing(space(0.5));
    grid->setColumnStretch(columns, 1);
    for (int column = 0; column < columns; ++column)
        grid->addWidget(new Label(each.labels.at(column), TextStyle::Small, Role::Muted), 0, column);
    int line = 0;
    for (qsizetype i = 0; i < each.rows.size(); ++i) {
        ++line;
        for (int column = 0; column < columns; ++column) {
            auto *value =
                new Label(each.rows.at(i).at(column), column == 0 ? TextStyle::Strong : TextStyle::Body);
            value->setObjectName(u"each:%1:%2"_s.arg(each.paths.at(column)).arg(i));
            value->setTextInteractionFlags(Qt::TextSelectableByMouse);
            value->setMinimumWidth(1); // a long name is cut, not pushed
            grid->addWidget(value, line, column);
        }
        if (i >= outcomes.size())
            continue;
        const OutcomeLook look = lookOf(outcomes.at(i).state);
        auto *badge = new elements::Badge(look.text, look.tone, look.icon);
        badge->setObjectName(u"outcome:"_s + outcomes.at(i).hostname);
        grid->addWidget(badge, line, columns, Qt::AlignRight);
        if (outcomes.at(i).message.isEmpty())
            continue;
        auto *why = new Label(outcomes.at(i).message, TextStyle::Small, Role::Danger);
        why->setObjectName(u"refusal:"_s + outcomes.at(i).hostname);
        why->setWordWrap(true);
        grid->addWidget(why, ++line, 0, 1, columns + 1);
    }
    rows->addLayout(grid);
    m_rows->addWidget(card);
}

void CreateReviewStep::addGroup(const ReviewGroup &group)
{
    auto *card = new elements::Card;
    auto *rows = new QVBoxLayout(card);
    rows->setContentsMargins(margins(1.8, 1));
    rows->setSpacing(space(0.5));
    auto *head = new QHBoxLayout;
    auto *edit = new QPushButton(tr("Edit"));
    edit->setObjectName(u"edit:"_s + group.title);
    edit->setAccessibleName(tr("Edit %1 in the step %2").arg(group.title, createStepName(group.step)));
    setButtonKind(edit, ButtonKind::Quiet);
    connect(edit, &QPushButton::clicked, this, [this, step = group.step] { emit editRequested(step); });
    head->addWidget(new Label(group.title, TextStyle::Heading), 1);
    head->addWidget(edit);
    rows->addLayout(head);
    auto *grid = new QGridLayout;
    grid->setColumnMinimumWidth(0, space(18));
    grid->setColumnStretch(1, 1);
    grid->setHorizontalSpacing(space(1));
    grid->setVerticalSpacing(space(0.4));
    for (int row = 0; row < group.lines.size(); ++row) {
        auto *name = new Label(group.lines.at(row).label, TextStyle::Body, Role::Muted);
        auto *value = new Label(group.lines.at(row).value);
        name->setWordWrap(true);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setMinimumWidth(1); // a key without a blank is cut, not pushed
        grid->addWidget(name, row, 0, Qt::AlignTop);
        grid->addWidget(value, row, 1, Qt::AlignTop);
    }
    rows->addLayout(grid);
    const bool isInside = group.step == CreateStep::Packages || group.step == CreateStep::Scripts;
    (isInside ? m_inside : m_machine)->addWidget(card);
}

void CreateReviewStep::refreshCommand()
{
    const CreateCommand command = createCommand(m_controller.requests());
    m_command->setPlainText(command.text);
    m_commandNote->setText(
        tr("It reads these files, which have to be made first: %1.").arg(command.files.join(u"; "_s)));
    m_commandNote->setVisible(!command.files.isEmpty());
}

void CreateReviewStep::focusFirst() { m_copyCommand->setFocus(Qt::OtherFocusReason); }

} // namespace slipway::desktop
